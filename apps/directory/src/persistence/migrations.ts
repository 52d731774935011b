import { branchWall, filledBy, mechanismMigrations, type Migration } from '@aftercare/event-store';
import { importsMigrations } from '@aftercare/imports';

/** What all branches share; every other table here has a branch and its wall. */
export const withoutBranchWall: readonly string[] = ['calendar', 'service_policy', 'priority_matrix', 'escalation_plan', 'product_model', 'fault_code', 'import_columns', 'word_index'];

/** Personal data (names, numbers, addresses, words) is in `staff`, `customer`, `dealer`, `contact`, `note` and `import_row`, and in no other service. */
export const migrations: readonly Migration[] = [
  ...mechanismMigrations,
  {
    name: '0100-directory',
    sql: `
CREATE TABLE calendar (
  calendar_code text PRIMARY KEY,
  zone          text NOT NULL,
  spans         jsonb NOT NULL,
  exceptions    jsonb NOT NULL
);

CREATE TABLE service_policy (
  policy_code        text NOT NULL,
  version            integer NOT NULL CHECK (version > 0),
  valid_from         date NOT NULL,
  ticket_type        text NOT NULL,
  priority           text NOT NULL,
  customer_class     text NOT NULL,
  first_response_min integer NOT NULL CHECK (first_response_min >= 0),
  next_update_min    integer NOT NULL CHECK (next_update_min >= 0),
  resolution_min     integer NOT NULL CHECK (resolution_min >= 0),
  calendar_code      text NOT NULL REFERENCES calendar,
  PRIMARY KEY (policy_code, version)
);

CREATE TABLE branch (
  branch_id     text COLLATE "C" PRIMARY KEY,
  name          text NOT NULL,
  short_code    text NOT NULL UNIQUE,
  kind          text NOT NULL CHECK (kind IN ('factory', 'region', 'branch')),
  parent_id     text COLLATE "C",
  city          text NOT NULL,
  area_code     text,
  address       text,
  phone         text,
  calendar_code text NOT NULL REFERENCES calendar,
  opened_on     date
);
${branchWall('branch')}

CREATE TABLE staff (
  staff_id           text PRIMARY KEY,
  name               text NOT NULL,
  role               text NOT NULL,
  branch_id          text COLLATE "C" NOT NULL REFERENCES branch,
  manager_id         text,
  skills             text[] NOT NULL,
  phone              text NOT NULL,
  joined_on          date,
  declared_relatives text[] NOT NULL,
  active             boolean NOT NULL
);
${branchWall('staff')}

CREATE TABLE customer (
  id                uuid PRIMARY KEY,
  code              text NOT NULL UNIQUE,
  name              text NOT NULL,
  phone             text NOT NULL,
  city              text,
  address           text,
  branch_id         text COLLATE "C" NOT NULL REFERENCES branch,
  dealer_code       text,
  customer_class    text NOT NULL,
  owner_id          text REFERENCES staff,
  consent_care      boolean NOT NULL,
  consent_marketing boolean NOT NULL,
  consent_survey    boolean NOT NULL,
  channel           text,
  quiet_from        time,
  quiet_to          time,
  referrer_code     text,
  created_on        date
);
CREATE INDEX customer_by_phone ON customer (phone, branch_id);
${branchWall('customer')}

-- No foreign key to branch: a branch is never deleted, and every call would queue for a share of its row.
CREATE TABLE contact (
  id          uuid PRIMARY KEY,
  branch_id   text COLLATE "C" NOT NULL,
  version     integer NOT NULL,
  channel     text NOT NULL,
  caller      text,
  words       text NOT NULL CHECK (char_length(words) <= 4000),
  customer_id uuid REFERENCES customer,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX contact_by_customer ON contact (customer_id, recorded_at);
${branchWall('contact')}
`,
  },
  {
    name: '0101-notes-and-priorities',
    sql: `
CREATE TABLE note (
  id         uuid PRIMARY KEY,
  branch_id  text COLLATE "C" NOT NULL,
  version    integer NOT NULL,
  about      uuid NOT NULL,
  kind       text NOT NULL,
  texts      jsonb NOT NULL,
  written_by text NOT NULL,
  written_at timestamptz NOT NULL
);
CREATE INDEX note_by_thing ON note (about, written_at);
${branchWall('note')}

CREATE TABLE priority_matrix (
  matrix_code text NOT NULL,
  version     integer NOT NULL CHECK (version > 0),
  cells       jsonb NOT NULL,
  PRIMARY KEY (matrix_code, version)
);

CREATE TABLE escalation_plan (
  plan_code  text NOT NULL,
  valid_from date NOT NULL,
  tiers      jsonb NOT NULL,
  PRIMARY KEY (plan_code, valid_from)
);
`,
  },
  {
    name: '0102-dealers-and-devices',
    sql: `
CREATE TABLE product_model (
  model_code      text COLLATE "C" PRIMARY KEY,
  name            text NOT NULL,
  series          text,
  length_cm       integer,
  volume_l        integer,
  glass_mm        integer,
  repair_months   integer NOT NULL CHECK (repair_months >= 0),
  replace_months  integer NOT NULL CHECK (replace_months >= 0),
  refund_months   integer NOT NULL CHECK (refund_months >= 0),
  warranty_starts text NOT NULL CHECK (warranty_starts IN ('installed_on')),
  price           numeric(14, 2),
  content_hash    text NOT NULL
);

CREATE TABLE fault_code (
  fault_code    text COLLATE "C" PRIMARY KEY,
  level         text NOT NULL CHECK (level IN ('family', 'code')),
  family_code   text NOT NULL,
  name_zh       text NOT NULL,
  name_en       text,
  material      text,
  process_stage text,
  content_hash  text NOT NULL
);

CREATE TABLE dealer (
  dealer_code        text COLLATE "C" PRIMARY KEY,
  name               text NOT NULL,
  role               text NOT NULL CHECK (role IN ('dealer', 'service_station')),
  contact_name       text,
  phone              text NOT NULL,
  branch_id          text COLLATE "C" NOT NULL REFERENCES branch,
  territory          text,
  parent_dealer_code text,
  key_account        boolean NOT NULL,
  representative_id  text REFERENCES staff,
  address            text,
  credit_limit       numeric(14, 2),
  currency           text,
  joined_on          date,
  remark             text,
  content_hash       text NOT NULL
);
CREATE INDEX dealer_by_phone ON dealer (phone);
${branchWall('dealer')}

-- What was said when a row was registered last: the same words again change nothing, whatever people have changed since.
ALTER TABLE calendar ADD COLUMN content_hash text;
ALTER TABLE branch ADD COLUMN content_hash text;
ALTER TABLE staff ADD COLUMN content_hash text;
ALTER TABLE customer
  ADD COLUMN content_hash    text,
  ADD COLUMN source          text NOT NULL DEFAULT 'sample',
  ADD COLUMN external_number text,
  ADD COLUMN remark          text,
  ADD COLUMN last_checked_on date,
  ADD COLUMN merged_into     uuid REFERENCES customer,
  ADD COLUMN version         integer NOT NULL DEFAULT 1;

CREATE TABLE device (
  serial              text COLLATE "C" PRIMARY KEY,
  model_code          text COLLATE "C" NOT NULL REFERENCES product_model,
  lot                 text,
  process_stage_notes text,
  made_on             date,
  shipped_on          date,
  dealer_code         text COLLATE "C" REFERENCES dealer,
  customer_id         uuid REFERENCES customer,
  installed_on        date,
  authenticity_code   text UNIQUE,
  remark              text,
  branch_id           text COLLATE "C" NOT NULL REFERENCES branch,
  sold_outside_area   boolean NOT NULL,
  warranty_source     text NOT NULL CHECK (warranty_source IN ('installation', 'manual', 'unknown')),
  repair_until        date,
  replace_until       date,
  refund_until        date,
  warranty_set_by     text,
  warranty_set_at     timestamptz,
  warranty_reason     text,
  version             integer NOT NULL DEFAULT 1,
  content_hash        text NOT NULL
);
CREATE INDEX device_by_customer ON device (customer_id);
${branchWall('device')}
`,
  },
  {
    name: '0103-external-numbers',
    sql: `
ALTER TABLE customer NO FORCE ROW LEVEL SECURITY;
UPDATE customer SET external_number = code;
ALTER TABLE customer FORCE ROW LEVEL SECURITY;
ALTER TABLE customer ALTER COLUMN source DROP DEFAULT, ALTER COLUMN external_number SET NOT NULL;
CREATE UNIQUE INDEX customer_by_external_number ON customer (source, external_number);
`,
  },
  {
    name: '0104-signing-in',
    sql: `
ALTER TABLE staff ADD COLUMN version integer NOT NULL DEFAULT 1, ADD COLUMN signed_in_at timestamptz;
`,
  },
  {
    name: '0105-customers',
    sql: `
-- Names and numbers are looked for by equality and by ranges in byte order: LIKE cannot use an index behind the branch wall.
ALTER TABLE customer
  ADD COLUMN name_initials text COLLATE "C",
  ADD COLUMN phone_last4   text NOT NULL GENERATED ALWAYS AS (right(phone, 4)) STORED,
  ADD COLUMN offered_to    text REFERENCES staff,
  ADD COLUMN declined_by   text[] NOT NULL DEFAULT '{}',
  ALTER COLUMN name TYPE text COLLATE "C";
CREATE INDEX customer_by_name ON customer (name, branch_id, id) WHERE merged_into IS NULL;
CREATE INDEX customer_by_initials ON customer (name_initials, branch_id, id) WHERE merged_into IS NULL;
CREATE INDEX customer_by_last4 ON customer (phone_last4, branch_id) WHERE merged_into IS NULL;
CREATE INDEX customer_by_offer ON customer (offered_to) WHERE offered_to IS NOT NULL;
CREATE INDEX customer_by_referrer ON customer (referrer_code) WHERE referrer_code IS NOT NULL;
CREATE INDEX customer_by_survivor ON customer (merged_into) WHERE merged_into IS NOT NULL;

-- Codes of customers whom nobody outside has numbered; above those of files.
CREATE SEQUENCE customer_code START 1000001;
GRANT USAGE ON SEQUENCE customer_code TO directory_app;

-- Whose turn it was to get a new customer.
CREATE TABLE customer_turn (
  branch_id text COLLATE "C" PRIMARY KEY REFERENCES branch,
  last      text
);
${branchWall('customer_turn')}

CREATE TABLE merge_proposal (
  id         uuid PRIMARY KEY,
  branch_id  text COLLATE "C" NOT NULL,
  version    integer NOT NULL,
  one_id     uuid NOT NULL REFERENCES customer,
  other_id   uuid NOT NULL REFERENCES customer,
  state      text NOT NULL CHECK (state IN ('proposed', 'accepted', 'declined')),
  raised_at  timestamptz NOT NULL,
  decided_by text,
  decided_at timestamptz,
  UNIQUE (one_id, other_id),
  CHECK (one_id < other_id)
);
CREATE INDEX merge_proposal_to_decide ON merge_proposal (branch_id, raised_at) WHERE state = 'proposed';
${branchWall('merge_proposal')}
`,
  },
  {
    name: '0106-authenticity',
    sql: `
ALTER TABLE product_model ADD COLUMN published_facts text[] NOT NULL DEFAULT '{modelName,madeOn,repairUntil}';

-- Not a word of who asks. A code that no device has is kept as a derived id only.
CREATE TABLE authenticity (
  id             uuid PRIMARY KEY,
  branch_id      text COLLATE "C" NOT NULL,
  version        integer NOT NULL,
  serial         text COLLATE "C",
  times_asked    integer NOT NULL,
  first_asked_at timestamptz,
  last_asked_at  timestamptz,
  suspected      text[] NOT NULL
);
CREATE INDEX authenticity_by_serial ON authenticity (serial) WHERE serial IS NOT NULL;
${branchWall('authenticity')}
`,
  },
  ...importsMigrations,
  {
    name: '0120-words',
    sql: `
-- What is said is looked for by pairs of neighbouring characters, as Chinese words have two; a longer one has all of its pairs. A pair is kept as
-- a checksum together with its branch: what a branch looks for costs what that branch has said. Who finds a row looks into the words themselves.
CREATE FUNCTION comparable(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN lower(normalize(words, NFKC));
CREATE FUNCTION note_words(texts jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT string_agg(value, E''\\n'') FROM jsonb_each_text(texts)';
CREATE FUNCTION word_pairs(branch text, words text) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT crc32c(convert_to(branch || here || next, 'UTF8'))), '{}')
    FROM (SELECT here, lead(here) OVER (ORDER BY place) AS next FROM string_to_table(comparable(words), NULL) WITH ORDINALITY AS said (here, place)) pair
   WHERE here !~ '\\s' AND next !~ '\\s'
$$;

CREATE TABLE word_index (
  source_id  uuid PRIMARY KEY,
  branch_id  text COLLATE "C" NOT NULL,
  about      uuid,
  written_at timestamptz NOT NULL,
  pairs      bigint[] NOT NULL
);

-- An index keeps itself: whoever writes words need not know of it, and what is erased is erased here, too.
CREATE FUNCTION index_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM word_index WHERE source_id = OLD.id;
  ELSIF TG_TABLE_NAME = 'contact' THEN
    INSERT INTO word_index VALUES (NEW.id, NEW.branch_id, NULL, NEW.recorded_at, word_pairs(NEW.branch_id, NEW.words));
  ELSE
    INSERT INTO word_index VALUES (NEW.id, NEW.branch_id, NEW.about, NEW.written_at, word_pairs(NEW.branch_id, note_words(NEW.texts)));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER index_words AFTER INSERT OR DELETE ON contact FOR EACH ROW EXECUTE FUNCTION index_words();
CREATE TRIGGER index_words AFTER INSERT OR DELETE ON note FOR EACH ROW EXECUTE FUNCTION index_words();

ALTER TABLE contact NO FORCE ROW LEVEL SECURITY;
ALTER TABLE note NO FORCE ROW LEVEL SECURITY;
INSERT INTO word_index SELECT id, branch_id, NULL, recorded_at, word_pairs(branch_id, words) FROM contact;
INSERT INTO word_index SELECT id, branch_id, about, written_at, word_pairs(branch_id, note_words(texts)) FROM note;
ALTER TABLE contact FORCE ROW LEVEL SECURITY;
ALTER TABLE note FORCE ROW LEVEL SECURITY;
CREATE INDEX word_index_by_pair ON word_index USING gin (pairs);
`,
  },
  {
    name: '0121-agents',
    sql: `
ALTER TABLE customer ADD COLUMN agent_id text REFERENCES staff;
`,
  },
  {
    name: '0122-words-by-time',
    sql: 'CREATE INDEX word_index_by_time ON word_index (branch_id, written_at);',
  },
  {
    name: '0123-dealers-by-people',
    sql: `
-- What a sheet has not said yet differs from everything that a sheet says.
ALTER TABLE dealer ADD COLUMN version integer NOT NULL DEFAULT 1, ALTER COLUMN content_hash SET DEFAULT '';
`,
  },
  {
    name: '0124-customers-waiting',
    sql: `
CREATE INDEX customer_waiting ON customer (branch_id, id) WHERE customer_class = 'new' AND owner_id IS NULL AND offered_to IS NULL AND merged_into IS NULL;
`,
  },
  {
    name: '0125-documents',
    sql: `
-- Who a paper is for, by its number or waybill: a copy of what its owners tell, good to be made again from the first event.
CREATE TABLE document (
  number      text COLLATE "C" NOT NULL,
  kind        text NOT NULL,
  id          uuid NOT NULL,
  branch_id   text COLLATE "C" NOT NULL,
  customer_id uuid,
  dealer_code text,
  ticket_ids  uuid[] NOT NULL,
  PRIMARY KEY (number, kind, id)
);
CREATE INDEX document_ticket ON document (id) WHERE kind = 'ticket';
${branchWall('document')}${filledBy('Documents', 'document')}`,
  },
];
