import { branchWall, filledBy, mechanismMigrations, type Migration } from '@aftercare/event-store';
import { importsMigrations } from '@aftercare/imports';

export const migrations: readonly Migration[] = [
  ...mechanismMigrations,
  ...importsMigrations,
  {
    name: '0002-ticket',
    sql: `
CREATE TABLE ticket (
  id              uuid PRIMARY KEY,
  branch_id       text NOT NULL,
  number          text NOT NULL,
  type            text NOT NULL,
  channel         text NOT NULL,
  state           text NOT NULL,
  owner_id        text NOT NULL,
  customer_id     uuid,
  contact_id      uuid NOT NULL,
  opened_by       text NOT NULL,
  opened_at       timestamptz NOT NULL,
  opened_on       date NOT NULL,
  acknowledged_at timestamptz NOT NULL,
  version         integer NOT NULL,
  UNIQUE (branch_id, number)
);
CREATE INDEX ticket_by_owner ON ticket (owner_id) WHERE state <> 'closed';
${branchWall('ticket')}
`,
  },
  {
    name: '0003-directory-views',
    sql: `
CREATE TABLE branch (
  id         text PRIMARY KEY,
  short_code text NOT NULL,
  zone       text NOT NULL,
  parent_id  text
);
CREATE TABLE staff (
  id        text PRIMARY KEY,
  role      text NOT NULL,
  branch_id text NOT NULL,
  active    boolean NOT NULL
);
CREATE INDEX staff_by_branch ON staff (branch_id) WHERE active;
`,
  },
  {
    name: '0004-response-limit',
    sql: `
ALTER TABLE ticket
  ADD COLUMN policy_code     text,
  ADD COLUMN policy_version  integer,
  ADD COLUMN response_due_at timestamptz,
  ADD COLUMN taken_up_at     timestamptz,
  ADD COLUMN escalated_at    timestamptz,
  ADD COLUMN escalated_to    text,
  ADD COLUMN changed_tx      xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX ticket_by_change ON ticket (changed_tx, id);
ALTER TABLE branch ADD COLUMN calendar_code text;
CREATE TABLE calendar (
  code text PRIMARY KEY,
  spec jsonb NOT NULL
);
CREATE TABLE service_policy (
  code               text NOT NULL,
  version            integer NOT NULL,
  valid_from         date NOT NULL,
  ticket_type        text NOT NULL,
  priority           text NOT NULL,
  customer_class     text NOT NULL,
  first_response_min integer NOT NULL,
  PRIMARY KEY (code, version)
);
CREATE INDEX service_policy_by_kind ON service_policy (ticket_type, customer_class);
CREATE TABLE customer (
  id             uuid PRIMARY KEY,
  customer_class text NOT NULL
);
`,
  },
  {
    name: '0005-ticket-life',
    sql: `
ALTER TABLE ticket
  ADD COLUMN priority          text,
  ADD COLUMN urgency           text,
  ADD COLUMN impact            text,
  ADD COLUMN serial            text,
  ADD COLUMN fault_code        text,
  ADD COLUMN intake_note_id    uuid,
  ADD COLUMN intake_at         timestamptz,
  ADD COLUMN resolution_min    integer,
  ADD COLUMN resolution_due_at timestamptz,
  ADD COLUMN standstills       jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN tiers             jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN tiers_reached     integer NOT NULL DEFAULT 0,
  ADD COLUMN next_tier_at      timestamptz,
  ADD COLUMN escalation_level  integer NOT NULL DEFAULT 0,
  ADD COLUMN waiting_for       text,
  ADD COLUMN offered_to        text,
  ADD COLUMN hand_overs        integer NOT NULL DEFAULT 0,
  ADD COLUMN outcome_note_id   uuid,
  ADD COLUMN evidence          jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN resolved_at       timestamptz,
  ADD COLUMN replied_at        timestamptz,
  ADD COLUMN silent_consent_at timestamptz,
  ADD COLUMN reopened          integer NOT NULL DEFAULT 0,
  ADD COLUMN closed_at         timestamptz,
  ADD COLUMN consent           text,
  ADD COLUMN merged_into       uuid;

-- A load is what is open; who is asked to take something has to find it.
DROP INDEX ticket_by_owner;
CREATE INDEX ticket_by_owner ON ticket (owner_id, state) WHERE state IN ('assigned', 'in_progress', 'waiting', 'resolved');
CREATE INDEX ticket_by_offer ON ticket (offered_to) WHERE offered_to IS NOT NULL;
CREATE INDEX ticket_by_customer ON ticket (customer_id, opened_at) WHERE customer_id IS NOT NULL;
CREATE INDEX ticket_by_serial ON ticket (serial, opened_at) WHERE serial IS NOT NULL;

ALTER TABLE service_policy ADD COLUMN resolution_min integer;

CREATE TABLE priority_matrix (
  code    text PRIMARY KEY,
  version integer NOT NULL,
  cells   jsonb NOT NULL
);

CREATE TABLE escalation_plan (
  code       text NOT NULL,
  valid_from date NOT NULL,
  tiers      jsonb NOT NULL,
  PRIMARY KEY (code, valid_from)
);

-- Made of events, the ticket's own among them: what happened, in the order in which it did, and which tickets belong together.
CREATE TABLE timeline (
  ticket_id uuid NOT NULL,
  event_id  uuid NOT NULL,
  branch_id text NOT NULL,
  at        timestamptz NOT NULL,
  sequence  bigint NOT NULL,
  fact      text NOT NULL,
  by_whom   text,
  note_id   uuid,
  details   jsonb NOT NULL,
  PRIMARY KEY (ticket_id, event_id)
);
CREATE INDEX timeline_in_order ON timeline (ticket_id, at, sequence, event_id);
${branchWall('timeline')}

CREATE TABLE ticket_link (
  ticket_id uuid NOT NULL,
  other_id  uuid NOT NULL,
  kind      text NOT NULL,
  branch_id text NOT NULL,
  PRIMARY KEY (ticket_id, other_id, kind)
);
${branchWall('ticket_link')}
`,
  },
  {
    name: '0006-projections',
    sql: [
      filledBy('Branches', 'branch'), filledBy('Staff', 'staff'), filledBy('Calendars', 'calendar'), filledBy('ServicePolicies', 'service_policy'), filledBy('Customers', 'customer'),
      filledBy('PriorityMatrix', 'priority_matrix'), filledBy('EscalationPlans', 'escalation_plan'), filledBy('Timeline', 'timeline'), filledBy('TicketLinks', 'ticket_link'),
    ].join(''),
  },
  {
    name: '0007-parties-and-devices',
    sql: `
ALTER TABLE ticket
  ADD COLUMN needed_skill    text,
  ADD COLUMN dealer_code     text,
  ADD COLUMN warranty        text,
  ADD COLUMN warranty_source text;

ALTER TABLE customer ADD COLUMN code text, ADD COLUMN dealer_code text, ADD COLUMN merged_into uuid;
CREATE INDEX customer_by_survivor ON customer (merged_into) WHERE merged_into IS NOT NULL;
ALTER TABLE staff ADD COLUMN skills text[] NOT NULL DEFAULT '{}', ADD COLUMN relatives text[] NOT NULL DEFAULT '{}';

CREATE TABLE staff_presence (
  staff_id  text PRIMARY KEY,
  signed_in boolean NOT NULL,
  since     timestamptz NOT NULL
);

CREATE TABLE dealer (
  code              text PRIMARY KEY,
  key_account       boolean NOT NULL,
  representative_id text
);

CREATE TABLE device (
  serial            text PRIMARY KEY,
  model_code        text NOT NULL,
  dealer_code       text,
  customer_id       uuid,
  installed_on      date,
  warranty_source   text NOT NULL,
  repair_until      date,
  replace_until     date,
  refund_until      date,
  sold_outside_area boolean NOT NULL
);
CREATE INDEX device_by_customer ON device (customer_id) WHERE customer_id IS NOT NULL;

CREATE TABLE fault_code (
  code        text PRIMARY KEY,
  family_code text NOT NULL
);
${filledBy('StaffPresence', 'staff_presence')}${filledBy('Dealers', 'dealer')}${filledBy('Devices', 'device')}${filledBy('FaultCodes', 'fault_code')}`,
  },
  {
    name: '0008-queue',
    sql: `
-- The limit that comes next, by which a queue is sorted; infinity where none runs.
ALTER TABLE ticket ADD COLUMN due_at timestamptz NOT NULL GENERATED ALWAYS AS (
  coalesce(CASE state WHEN 'new' THEN response_due_at WHEN 'assigned' THEN response_due_at WHEN 'in_progress' THEN resolution_due_at WHEN 'waiting' THEN resolution_due_at
                      WHEN 'resolved' THEN silent_consent_at END, 'infinity'::timestamptz)) STORED;

-- What is looked for, filtered and sorted by is in the index: a page costs no row that is not on it.
CREATE INDEX ticket_queue ON ticket (branch_id, due_at, id) INCLUDE (state, type, priority, waiting_for)
  WHERE state IN ('new', 'assigned', 'in_progress', 'waiting', 'resolved');
DROP INDEX ticket_by_owner;
CREATE INDEX ticket_by_owner ON ticket (owner_id, due_at, id) INCLUDE (state, branch_id)
  WHERE state IN ('new', 'assigned', 'in_progress', 'waiting', 'resolved');

CREATE INDEX ticket_by_contact ON ticket (contact_id);

-- A number is looked up without its branch.
ALTER TABLE ticket DROP CONSTRAINT ticket_branch_id_number_key, ADD CONSTRAINT ticket_number_key UNIQUE (number, branch_id);
`,
  },
  {
    name: '0009-awaited-parts',
    sql: `
-- The process between a ticket and the parts that were asked for under it: how each request stood when it was last heard of.
CREATE TABLE awaited_request (
  request_id uuid PRIMARY KEY,
  ticket_id  uuid NOT NULL,
  branch_id  text NOT NULL,
  awaited    boolean NOT NULL
);
CREATE INDEX awaited_request_of_ticket ON awaited_request (ticket_id) WHERE awaited;
${branchWall('awaited_request')}
`,
  },
  {
    name: '0010-history',
    sql: `
-- Tickets of an earlier system have no words.
ALTER TABLE ticket ALTER COLUMN contact_id DROP NOT NULL;
`,
  },
  {
    name: '0011-late-assignment',
    sql: 'ALTER TABLE ticket ADD COLUMN assignee_due_at timestamptz;',
  },
  {
    name: '0012-dealers-open-tickets',
    sql: `
-- A dealer calls, and sees what is not over; of one dealer that is never many, however long he has been one.
CREATE INDEX ticket_open_by_dealer ON ticket (dealer_code, opened_at) WHERE state IN ('new', 'assigned', 'in_progress', 'waiting', 'resolved');
`,
  },
  {
    name: '0013-customer-link',
    sql: `
-- By this key a customer sees how his ticket stands: random, of the ticket from its first moment on, and in no event.
ALTER TABLE ticket ADD COLUMN status_key uuid NOT NULL DEFAULT gen_random_uuid();
CREATE UNIQUE INDEX ticket_by_status_key ON ticket (status_key);
-- It leads somewhere until thirty days after the end; of what was cancelled or merged nobody asks for longer than thirty days.
CREATE VIEW ticket_status WITH (security_invoker = true) AS
SELECT id, branch_id, number, status_key, CASE state WHEN 'closed' THEN closed_at WHEN 'cancelled' THEN opened_at WHEN 'merged' THEN opened_at END + interval '30 days' AS status_until FROM ticket;
`,
  },
  {
    name: '0014-carriers',
    sql: `
CREATE TABLE carrier (
  code text PRIMARY KEY,
  name text NOT NULL
);
${filledBy('Carriers', 'carrier')}`,
  },
  {
    // A ticket is found by the end of its number, as people say it.
    name: '0015-number-by-ending',
    sql: `
ALTER TABLE ticket ADD COLUMN number_last4 text NOT NULL GENERATED ALWAYS AS (right(number, 4)) STORED;
CREATE INDEX ticket_by_ending ON ticket (number_last4, id);
`,
  },
  {
    name: '0016-past-repairs-and-surveys',
    sql: `
CREATE TABLE past_repair (
  id               uuid PRIMARY KEY,
  branch_id        text NOT NULL,
  number           text NOT NULL,
  source           text NOT NULL,
  ticket_id        uuid NOT NULL,
  serial           text NOT NULL,
  fault_family     text NOT NULL,
  fault_code       text,
  technician_id    text,
  opened_on        date NOT NULL,
  state            text NOT NULL,
  completed_on     date,
  parts_cost       text,
  labour_cost      text,
  rework_overruled boolean NOT NULL,
  zone             text NOT NULL,
  version          integer NOT NULL,
  UNIQUE (number, branch_id)
);
CREATE INDEX past_repair_of_ticket ON past_repair (ticket_id);
CREATE INDEX past_repair_of_device ON past_repair (serial, opened_on, id);
CREATE INDEX past_repair_in_order ON past_repair (branch_id, opened_on, id);
${branchWall('past_repair')}

CREATE TABLE past_survey (
  id              uuid PRIMARY KEY,
  branch_id       text NOT NULL,
  number          text NOT NULL,
  source          text NOT NULL,
  ticket_id       uuid NOT NULL,
  party_role      text,
  sent_on         date NOT NULL,
  answered_on     date,
  score           integer CHECK (score BETWEEN 1 AND 5),
  would_recommend integer CHECK (would_recommend BETWEEN 0 AND 10),
  zone            text NOT NULL,
  version         integer NOT NULL,
  UNIQUE (number, branch_id)
);
CREATE INDEX past_survey_of_ticket ON past_survey (ticket_id);
CREATE INDEX past_survey_in_order ON past_survey (branch_id, sent_on, id);
${branchWall('past_survey')}
`,
  },
  {
    name: '0017-past-of-a-customer',
    sql: `
-- The tickets of a customer, and of the records that were found to be his.
CREATE FUNCTION tickets_of(customer uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  WITH RECURSIVE same AS (SELECT customer AS id UNION SELECT c.id FROM customer c JOIN same ON c.merged_into = same.id)
  SELECT array(SELECT t.id FROM ticket t WHERE t.customer_id = ANY (ARRAY(SELECT id FROM same)))
$$;
`,
  },
];

/**
 * Tables of this service without a branch wall, and why that is right; the catalogue test knows no others besides the
 * mechanism's. `import_columns` are headers of sheets, `branch`, `staff` and `staff_presence` are codes and roles that every branch may know (a ticket can go to the region above), `calendar`,
 * `service_policy`, `priority_matrix`, `escalation_plan`, `fault_code` and `carrier` hold for the whole factory, `customer`, `device` and `dealer` are ids and days (a customer
 * of one branch may call another, with a device of a third); a route serves of them only what directory has shown to the same caller.
 */
export const withoutBranchWall: readonly string[] = [
  'import_columns', 'branch', 'staff', 'staff_presence', 'calendar', 'service_policy', 'priority_matrix', 'escalation_plan', 'fault_code', 'carrier', 'customer', 'device', 'dealer',
];
