import { branchWall, filledBy, type Migration } from '@aftercare/event-store';

export const requestMigrations: readonly Migration[] = [
  {
    name: '0310-views',
    sql: `
CREATE TABLE branch (
  id            text PRIMARY KEY,
  short_code    text NOT NULL,
  zone          text NOT NULL,
  parent_id     text,
  calendar_code text NOT NULL
);
CREATE TABLE calendar (
  code text PRIMARY KEY,
  spec jsonb NOT NULL
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
  code         text PRIMARY KEY,
  branch_id    text NOT NULL,
  credit_limit numeric(14, 2),
  currency     text
);
CREATE TABLE device (
  serial      text PRIMARY KEY,
  model_code  text NOT NULL,
  dealer_code text,
  customer_id uuid
);
CREATE TABLE customer (
  id          uuid PRIMARY KEY,
  code        text NOT NULL,
  branch_id   text NOT NULL,
  dealer_code text
);
CREATE TABLE ticket (
  id          uuid PRIMARY KEY,
  number      text NOT NULL,
  branch_id   text NOT NULL,
  owner_id    text NOT NULL,
  customer_id uuid,
  dealer_code text,
  serial      text,
  open        boolean NOT NULL
);
CREATE INDEX ticket_by_number ON ticket (number);
${branchWall('ticket')}
${filledBy('Branches', 'branch')}${filledBy('Calendars', 'calendar')}${filledBy('Staff', 'staff')}${filledBy('Dealers', 'dealer')}
${filledBy('Devices', 'device')}${filledBy('Customers', 'customer')}${filledBy('Tickets', 'ticket')}`,
  },
  {
    name: '0311-parts-request',
    sql: `
CREATE TABLE parts_request (
  id              uuid PRIMARY KEY,
  branch_id       text NOT NULL,
  number          text NOT NULL,
  state           text NOT NULL,
  requested_by    text NOT NULL,
  requester_kind  text NOT NULL,
  dealer_code     text,
  customer_id     uuid,
  customer_code   text,
  receiver_kind   text NOT NULL,
  receiver        text NOT NULL,
  ticket_id       uuid,
  ticket_owner_id text,
  serial          text,
  model_code      text,
  reason          text NOT NULL,
  urgency         text NOT NULL,
  under_warranty  boolean NOT NULL,
  location        text NOT NULL REFERENCES location,
  lines           jsonb NOT NULL,
  waiting_parts   text[] NOT NULL,
  proposal        jsonb,
  drafted_at      timestamptz NOT NULL,
  submitted_at    timestamptz,
  referred_at     timestamptz,
  decision_at     timestamptz,
  decided_by      text,
  cancelled_at    timestamptz,
  closed_at       timestamptz,
  version         integer NOT NULL,
  UNIQUE (number, branch_id)
);
-- Lists go from the newest back: ids are made in the order of time.
CREATE INDEX parts_request_of_branch ON parts_request (branch_id, id);
CREATE INDEX parts_request_in_state ON parts_request (branch_id, state, id);
CREATE INDEX parts_request_of_dealer ON parts_request (dealer_code, id) WHERE dealer_code IS NOT NULL;
CREATE INDEX parts_request_of_ticket ON parts_request (ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX parts_request_of_serial ON parts_request (serial, id) WHERE serial IS NOT NULL;
CREATE INDEX parts_request_waiting ON parts_request (branch_id, location) WHERE waiting_parts <> '{}';
${branchWall('parts_request')}
`,
  },
  {
    name: '0312-waiting-lines',
    sql: `
-- The lines that wait for stock, as they are served: never a second copy that could disagree with the request.
CREATE VIEW waiting_line WITH (security_invoker = true) AS
SELECT r.id AS request_id, (l->>'lineNo')::integer AS line_no, r.branch_id, r.location, coalesce(l->>'suppliedAs', l->>'part') AS part, (l->>'waiting')::integer AS qty,
       r.urgency = 'urgent' AS urgent, (l->>'backOrderSince')::timestamptz AS waiting_since
  FROM parts_request r CROSS JOIN LATERAL jsonb_array_elements(r.lines) l
 WHERE r.waiting_parts <> '{}' AND (l->>'waiting')::integer > 0;

-- What a dealer owes or will owe for what was approved for him; several branches may send to one dealer.
CREATE TABLE dealer_account (
  dealer_code text NOT NULL,
  currency    text NOT NULL,
  charges     numeric(16, 2) NOT NULL CHECK (charges >= 0),
  PRIMARY KEY (dealer_code, currency)
);
`,
  },
  {
    name: '0313-warranty-and-merged-customers',
    sql: `
-- Null: directory knows of no guarantee, or has not told of the device since this column is here (ops rebuild Devices lets it tell again).
ALTER TABLE device ADD COLUMN repair_until date;
-- The record that goes on for this one; who was merged before is told again by ops rebuild Customers.
ALTER TABLE customer ADD COLUMN merged_into uuid;
CREATE INDEX customer_by_code ON customer (code);
CREATE INDEX customer_merged ON customer (merged_into) WHERE merged_into IS NOT NULL;
`,
  },
  {
    name: '0314-warranty-confirmed',
    sql: `
-- What stood against a warranty that was approved all the same, and on which ground it was: both or none. Of what was decided before, nobody knows.
ALTER TABLE parts_request ADD COLUMN warranty_doubt text, ADD COLUMN warranty_ground text, ADD CHECK ((warranty_doubt IS NULL) = (warranty_ground IS NULL));
`,
  },
];

/** Codes, roles and days that every branch may know, ids without names, and one sum per dealer, who may buy from several branches; no route shows them. */
export const requestTablesWithoutWall: readonly string[] = ['branch', 'calendar', 'staff', 'dealer', 'device', 'customer', 'dealer_account'];
