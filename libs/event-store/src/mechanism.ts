import { appendOnly, type Migration } from './migration';
import { rebuildMigration } from './rebuild-migration';

/**
 * The tables of the event core, the same in every service's own schema. None has a branch wall: no route can read them, and
 * the relay and the runner work for all branches. What each is for: the package's README.
 */
export const mechanismMigrations: readonly Migration[] = [
  {
    name: '0001-mechanism',
    sql: `
CREATE FUNCTION business_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()';

CREATE TABLE event (
  id          bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
  event_id    uuid NOT NULL,
  topic       text NOT NULL,
  key         text COLLATE "C" NOT NULL,
  sequence    bigint NOT NULL,
  type        text NOT NULL,
  branch_id   text,
  headers     bytea NOT NULL,
  payload     bytea NOT NULL,
  occurred_at timestamptz NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
) PARTITION BY RANGE (id);
CREATE INDEX event_by_key ON event (key, topic, sequence);

CREATE TABLE stream_head (
  key      text COLLATE "C" NOT NULL,
  topic    text NOT NULL,
  last_seq bigint NOT NULL,
  last_at  timestamptz NOT NULL,
  PRIMARY KEY (key, topic)
) WITH (fillfactor = 70);

CREATE TABLE relay_setting (
  one    boolean PRIMARY KEY DEFAULT true CHECK (one),
  shards smallint NOT NULL CHECK (shards BETWEEN 1 AND 16)
);
INSERT INTO relay_setting (shards) VALUES (1);

CREATE TABLE outbox (
  id    bigint PRIMARY KEY,
  shard smallint NOT NULL,
  topic text NOT NULL,
  key   text COLLATE "C" NOT NULL
);
CREATE INDEX outbox_by_shard ON outbox (shard, id);

CREATE TABLE published (
  topic    text NOT NULL,
  part     integer NOT NULL,
  "offset" bigint NOT NULL,
  event_id uuid NOT NULL,
  PRIMARY KEY (topic, part)
);

CREATE TABLE held_key (
  topic  text NOT NULL,
  key    text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  error  text NOT NULL,
  since  timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (topic, key)
);

CREATE TABLE consumer_offset (
  unit          text NOT NULL,
  topic         text NOT NULL,
  part          integer NOT NULL,
  next_offset   bigint NOT NULL,
  last_event_id uuid,
  updated_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (unit, topic, part)
) WITH (fillfactor = 50);

CREATE TABLE key_seq (
  key      text COLLATE "C" NOT NULL,
  topic    text NOT NULL,
  unit     text NOT NULL,
  last_seq bigint NOT NULL,
  PRIMARY KEY (key, topic, unit)
) WITH (fillfactor = 70);

CREATE TABLE parked (
  unit            text NOT NULL,
  event_id        uuid NOT NULL,
  topic           text NOT NULL,
  part            integer NOT NULL,
  "offset"        bigint NOT NULL,
  key             text COLLATE "C",
  sequence        bigint,
  type            text,
  headers         bytea,
  payload         bytea,
  status          text NOT NULL,
  attempts        integer NOT NULL DEFAULT 0,
  next_at         timestamptz,
  error_class     text,
  error_code      text,
  message         text,
  stack           text,
  app_version     text,
  first_failed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (unit, event_id)
);

CREATE TABLE skipped (
  unit     text NOT NULL,
  topic    text NOT NULL,
  type     text NOT NULL,
  count    bigint NOT NULL,
  first_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (unit, topic, type)
);

CREATE TABLE timer (
  kind     text NOT NULL,
  subject  text NOT NULL,
  due_at   timestamptz NOT NULL,
  data     jsonb NOT NULL DEFAULT '{}',
  attempts integer NOT NULL DEFAULT 0,
  next_at  timestamptz,
  PRIMARY KEY (kind, subject)
);
CREATE INDEX timer_by_due ON timer (coalesce(next_at, due_at));

CREATE TABLE idempotency (
  client     text NOT NULL,
  key        text NOT NULL,
  route      text NOT NULL,
  body_hash  text NOT NULL,
  answer     jsonb,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (client, key)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);

CREATE TABLE audit (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at             timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor          text NOT NULL,
  action         text NOT NULL,
  subject        text,
  branch_id      text,
  outcome        text NOT NULL,
  code           text,
  correlation_id text
);
${appendOnly('audit')}
CREATE TABLE document_number (
  branch_id text NOT NULL,
  kind      text NOT NULL,
  year      integer NOT NULL,
  last      integer NOT NULL,
  PRIMARY KEY (branch_id, kind, year)
);
`,
  },
  {
    name: '0002-units',
    sql: `
ALTER TABLE parked ADD COLUMN record_key bytea;
ALTER TABLE parked ADD CONSTRAINT parked_status CHECK (status IN ('failing', 'behind', 'dead'));
ALTER TABLE parked ADD CONSTRAINT parked_place CHECK ((key IS NULL) = (sequence IS NULL));
CREATE INDEX parked_by_key ON parked (unit, topic, key, sequence);
`,
  },
  { name: '0002-audit-reason', sql: 'ALTER TABLE audit ADD COLUMN reason text;' },
  {
    name: '0002-relay',
    sql: `
CREATE TABLE outbox_held (
  id    bigint PRIMARY KEY,
  topic text NOT NULL,
  key   text COLLATE "C" NOT NULL
);
CREATE INDEX outbox_held_by_key ON outbox_held (key, topic);

-- The formula of the append statement, which spells it out: a function there would be called for each row.
CREATE FUNCTION relay_shard(key text) RETURNS smallint LANGUAGE sql STABLE AS
  'SELECT ((hashtext(key) & 2147483647) % shards)::smallint FROM relay_setting';

-- A key's events must not wait in two queues. The lock keeps new ones out between looking and changing.
CREATE FUNCTION set_relay_shards(wanted integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE outbox IN SHARE ROW EXCLUSIVE MODE;
  IF EXISTS (SELECT FROM outbox) THEN
    RAISE EXCEPTION 'events are waiting to be published: the number of shards changes only with an empty outbox' USING ERRCODE = '55006';
  END IF;
  UPDATE relay_setting SET shards = wanted;
END $$;
`,
  },
  {
    name: '0003-timers',
    sql: `
CREATE TABLE clock_offset (
  one   boolean PRIMARY KEY DEFAULT true CHECK (one),
  ahead interval NOT NULL
);
INSERT INTO clock_offset (ahead) VALUES ('0');
CREATE FUNCTION clock_runs_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the business clock only moves forward' USING ERRCODE = '22008';
END $$;
CREATE TRIGGER forward BEFORE UPDATE ON clock_offset FOR EACH ROW WHEN (NEW.ahead < OLD.ahead) EXECUTE FUNCTION clock_runs_forward();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON clock_offset FOR EACH STATEMENT EXECUTE FUNCTION clock_runs_forward();

CREATE OR REPLACE FUNCTION business_now() RETURNS timestamptz LANGUAGE sql VOLATILE
BEGIN ATOMIC
  SELECT clock_timestamp() + (SELECT ahead FROM clock_offset);
END;

ALTER TABLE timer ADD COLUMN branch_id text;
DROP INDEX timer_by_due;
CREATE INDEX timer_by_due ON timer (due_at);
`,
  },
  {
    name: '0004-feed',
    sql: `
CREATE TABLE feed_generation (
  one        boolean PRIMARY KEY DEFAULT true CHECK (one),
  generation uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO feed_generation DEFAULT VALUES;
`,
  },
  {
    name: '0005-forked-history',
    sql: `
ALTER TABLE key_seq ADD COLUMN last_event_id uuid;
ALTER TABLE parked DROP CONSTRAINT parked_status;
ALTER TABLE parked ADD CONSTRAINT parked_status CHECK (status IN ('failing', 'behind', 'dead', 'forked'));
`,
  },
  rebuildMigration,
  // Operators act seldom: what they did is found without reading everybody's commands.
  { name: '0006-audit-of-operators', sql: "CREATE INDEX audit_of_operators ON audit (id) WHERE action LIKE 'POST /ops/%';" },
  // How often in a row the process that was at it has gone without a word.
  { name: '0007-rebuild-deaths', sql: 'ALTER TABLE rebuild ADD COLUMN deaths int NOT NULL DEFAULT 0;' },
];

/** Tables without a branch of their own that carry no branch wall; the catalogue test knows no others. */
export const mechanismTables: readonly string[] = [
  'event', 'stream_head', 'relay_setting', 'outbox', 'outbox_held', 'published', 'held_key', 'consumer_offset', 'key_seq', 'parked', 'skipped',
  'projection_table', 'rebuild', 'timer', 'clock_offset', 'feed_generation', 'idempotency', 'audit', 'document_number', 'schema_migration',
];
