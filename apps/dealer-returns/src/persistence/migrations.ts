import { branchWall, filledBy, mechanismMigrations, type Migration } from '@aftercare/event-store';
import { importsMigrations } from '@aftercare/imports';

export const migrations: readonly Migration[] = [
  ...mechanismMigrations,
  ...importsMigrations,
  {
    name: '0300-obligation',
    sql: `
CREATE TABLE obligation (
  id           uuid PRIMARY KEY,
  number       text NOT NULL,
  branch_id    text COLLATE "C" NOT NULL,
  zone         text NOT NULL,
  dealer_code  text COLLATE "C" NOT NULL,
  note_id      uuid NOT NULL,
  note_number  text NOT NULL,
  line_no      integer NOT NULL,
  ticket_id    uuid,
  part         text COLLATE "C" NOT NULL,
  shipped_as   text COLLATE "C" NOT NULL,
  qty          integer NOT NULL,
  received_qty integer NOT NULL CHECK (received_qty >= 0),
  waived_qty   integer NOT NULL CHECK (waived_qty >= 0),
  state        text NOT NULL,
  due_on       date NOT NULL,
  received_on  date,
  waiver       jsonb,
  incurred_at  timestamptz NOT NULL,
  version      integer NOT NULL,
  CHECK (received_qty + waived_qty <= qty),
  UNIQUE (note_id, line_no),
  UNIQUE (number, branch_id)
);
CREATE INDEX obligation_in_order ON obligation (branch_id, due_on, id);
CREATE INDEX obligation_of_dealer ON obligation (dealer_code, due_on, id);
CREATE INDEX obligation_owed ON obligation (dealer_code, part, due_on) WHERE state IN ('open', 'reminded', 'overdue');
CREATE INDEX obligation_to_decide ON obligation (branch_id, due_on, id) WHERE waiver->>'state' = 'requested';
${branchWall('obligation')}

CREATE TABLE surplus (
  id          uuid PRIMARY KEY,
  branch_id   text COLLATE "C" NOT NULL,
  dealer_code text COLLATE "C" NOT NULL,
  part        text COLLATE "C" NOT NULL,
  qty         integer NOT NULL CHECK (qty > 0),
  received_on date NOT NULL,
  received_by text NOT NULL,
  held_at     timestamptz NOT NULL,
  version     integer NOT NULL
);
CREATE INDEX surplus_in_order ON surplus (branch_id, held_at, id);
${branchWall('surplus')}

CREATE TABLE branch (
  id         text PRIMARY KEY,
  short_code text NOT NULL,
  zone       text NOT NULL
);
CREATE TABLE staff (
  id        text PRIMARY KEY,
  role      text NOT NULL,
  branch_id text NOT NULL,
  active    boolean NOT NULL,
  skills    text[] NOT NULL,
  relatives text[] NOT NULL
);
CREATE TABLE dealer (
  code      text PRIMARY KEY,
  branch_id text NOT NULL
);
${filledBy('Branches', 'branch')}${filledBy('Staff', 'staff')}${filledBy('Dealers', 'dealer')}
`,
  },
  {
    name: '0301-obligation-shown',
    sql: `
-- As people are shown it: what is open, and for how long it has been over.
CREATE VIEW obligation_shown WITH (security_invoker = true) AS
SELECT id, number, branch_id AS "branchId", dealer_code AS "dealerCode", note_id AS "noteId", note_number AS "noteNumber", ticket_id AS "ticketId", part, shipped_as AS "shippedAs", qty,
       received_qty AS "receivedQty", waived_qty AS "waivedQty", qty - received_qty - waived_qty AS "openQty", state, due_on::text AS "dueOn",
       CASE WHEN state IN ('open', 'reminded', 'overdue') THEN greatest(0, (business_now() AT TIME ZONE zone)::date - due_on) ELSE 0 END AS "daysOverdue",
       received_on::text AS "receivedOn", CASE WHEN state = 'received' THEN received_on <= due_on END AS "onTime", waiver, version
  FROM obligation;
`,
  },
  {
    name: '0302-surplus-left',
    sql: `
ALTER TABLE surplus ADD COLUMN left_qty integer;
ALTER TABLE surplus NO FORCE ROW LEVEL SECURITY;
UPDATE surplus SET left_qty = qty;
ALTER TABLE surplus FORCE ROW LEVEL SECURITY;
ALTER TABLE surplus ALTER COLUMN left_qty SET NOT NULL, ADD CHECK (0 <= left_qty AND left_qty <= qty);
`,
  },
  {
    name: '0303-penalty',
    sql: `
ALTER TABLE obligation ADD COLUMN unit_price text, ADD COLUMN currency text NOT NULL DEFAULT 'CNY';
ALTER TABLE obligation ALTER COLUMN currency DROP DEFAULT;

CREATE TABLE penalty (
  id            uuid PRIMARY KEY,
  number        text NOT NULL,
  branch_id     text COLLATE "C" NOT NULL,
  dealer_code   text COLLATE "C" NOT NULL,
  obligation_id uuid NOT NULL REFERENCES obligation UNIQUE,
  part          text COLLATE "C" NOT NULL,
  qty           integer NOT NULL CHECK (qty > 0),
  proposed      text NOT NULL,
  currency      text NOT NULL,
  state         text NOT NULL,
  amount        text,
  reason        text,
  proposed_at   timestamptz NOT NULL,
  decided_by    text,
  decided_at    timestamptz,
  version       integer NOT NULL,
  UNIQUE (number, branch_id)
);
CREATE INDEX penalty_in_order ON penalty (branch_id, id);
CREATE INDEX penalty_to_decide ON penalty (branch_id, id) WHERE state = 'proposed';
${branchWall('penalty')}
`,
  },
  {
    name: '0360-past-note',
    sql: `
CREATE TABLE past_note (
  id          uuid PRIMARY KEY,
  number      text NOT NULL,
  branch_id   text COLLATE "C" NOT NULL,
  dealer_code text,
  part        text NOT NULL,
  ticket_id   uuid
);
CREATE INDEX past_note_by_number ON past_note (number);
${branchWall('past_note')}
${filledBy('PastNotes', 'past_note')}
`,
  },
  {
    name: '0361-settled-line',
    sql: `
-- Pieces of a line of a note that never came for good. The fact may be heard before the note's dispatch, which begins the duty.
CREATE TABLE settled_line (
  note_id   uuid NOT NULL,
  line_no   integer NOT NULL,
  branch_id text COLLATE "C" NOT NULL,
  qty       integer NOT NULL CHECK (qty > 0),
  PRIMARY KEY (note_id, line_no)
);
${branchWall('settled_line')}
`,
  },
  {
    name: '0362-penalty-in-order',
    sql: `
DROP INDEX penalty_in_order;
CREATE INDEX penalty_in_order ON penalty (branch_id, proposed_at, id);
`,
  },
  {
    name: '0363-owed-in-order',
    sql: `
-- What is open, without all that has ended before it, with what a sum per dealer needs.
CREATE INDEX obligation_owed_in_order ON obligation (branch_id, due_on, id) INCLUDE (dealer_code, zone, qty, received_qty, waived_qty) WHERE state IN ('open', 'reminded', 'overdue');
`,
  },
  {
    name: '0364-owed-by-day',
    sql: `
-- What each dealer owes in each branch, by due day: to be read in thousands of rows where the duties are a million. It is what the duties are, added up: every statement that
-- changes duties changes it by the difference, in its own transaction and behind the same wall, in one order, so that it can be forgotten by nobody. Nothing else writes it.
CREATE TABLE owed_by_day (
  branch_id   text COLLATE "C" NOT NULL,
  dealer_code text COLLATE "C" NOT NULL,
  zone        text NOT NULL,
  due_on      date NOT NULL,
  duties      bigint NOT NULL,
  open_qty    bigint NOT NULL,
  waivers     bigint NOT NULL,
  PRIMARY KEY (branch_id, dealer_code, due_on, zone)
);
-- Of most days nothing is owed any more.
CREATE INDEX owed_by_day_still ON owed_by_day (dealer_code, due_on) WHERE duties > 0;
${branchWall('owed_by_day')}
`,
  },
  {
    name: '0365-owed-is-added-up',
    sql: `
CREATE FUNCTION add_up_owed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO owed_by_day AS d
    SELECT branch_id, dealer_code, zone, due_on, count(*), sum(qty - received_qty - waived_qty), count(*) FILTER (WHERE waiver->>'state' = 'requested')
      FROM after WHERE state IN ('open', 'reminded', 'overdue') GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 4, 3
    ON CONFLICT (branch_id, dealer_code, due_on, zone) DO UPDATE
      SET duties = d.duties + excluded.duties, open_qty = d.open_qty + excluded.open_qty, waivers = d.waivers + excluded.waivers;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO owed_by_day AS d
    SELECT branch_id, dealer_code, zone, due_on, sum(n), sum(n * (qty - received_qty - waived_qty)), coalesce(sum(n) FILTER (WHERE waiver->>'state' = 'requested'), 0)
      FROM (SELECT -1 AS n, before.* FROM before UNION ALL SELECT 1, after.* FROM after) changed WHERE state IN ('open', 'reminded', 'overdue') GROUP BY 1, 2, 3, 4
    HAVING sum(n) <> 0 OR sum(n * (qty - received_qty - waived_qty)) <> 0 OR coalesce(sum(n) FILTER (WHERE waiver->>'state' = 'requested'), 0) <> 0 ORDER BY 1, 2, 4, 3
    ON CONFLICT (branch_id, dealer_code, due_on, zone) DO UPDATE
      SET duties = d.duties + excluded.duties, open_qty = d.open_qty + excluded.open_qty, waivers = d.waivers + excluded.waivers;
  ELSE
    UPDATE owed_by_day d SET duties = d.duties - gone.duties, open_qty = d.open_qty - gone.open_qty, waivers = d.waivers - gone.waivers
      FROM (SELECT branch_id, dealer_code, zone, due_on, count(*) AS duties, sum(qty - received_qty - waived_qty) AS open_qty, count(*) FILTER (WHERE waiver->>'state' = 'requested') AS waivers
              FROM before WHERE state IN ('open', 'reminded', 'overdue') GROUP BY 1, 2, 3, 4) gone
     WHERE (d.branch_id, d.dealer_code, d.zone, d.due_on) = (gone.branch_id, gone.dealer_code, gone.zone, gone.due_on);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER added_up_new AFTER INSERT ON obligation REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION add_up_owed();
CREATE TRIGGER added_up_changed AFTER UPDATE ON obligation REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION add_up_owed();
CREATE TRIGGER added_up_gone AFTER DELETE ON obligation REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION add_up_owed();

SELECT set_config('app.branches', '*', true);
INSERT INTO owed_by_day
SELECT branch_id, dealer_code, zone, due_on, count(*), sum(qty - received_qty - waived_qty), count(*) FILTER (WHERE waiver->>'state' = 'requested')
  FROM obligation WHERE state IN ('open', 'reminded', 'overdue') GROUP BY 1, 2, 3, 4;
SELECT set_config('app.branches', '', true);
-- It was there for this sum; its included columns have no other reader.
DROP INDEX obligation_owed_in_order;
CREATE INDEX obligation_owed_in_order ON obligation (branch_id, due_on, id) WHERE state IN ('open', 'reminded', 'overdue');
`,
  },
];

/** Codes, roles and zones that every branch may know, without a name; no route shows them. `import_columns` are headers of sheets. */
export const withoutBranchWall: readonly string[] = ['branch', 'staff', 'dealer', 'import_columns'];
