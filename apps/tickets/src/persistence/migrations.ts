import { branchWall, filledBy, mechanismMigrations, type Migration } from '@aftercare/event-store';

export const migrations: readonly Migration[] = [
  ...mechanismMigrations,
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
    name: '0006-projections',
    sql: `${filledBy('Branches', 'branch')}${filledBy('Staff', 'staff')}${filledBy('Calendars', 'calendar')}${filledBy('ServicePolicies', 'service_policy')}${filledBy('Customers', 'customer')}`,
  },
];

/**
 * Tables of this service without a branch wall, and why that is right; the catalogue test knows no others besides the
 * mechanism's. `branch` and `staff` are codes and roles that every branch may know (a ticket can go to the region above), `calendar` and
 * `service_policy` hold for the whole factory, `customer` is ids with a class (a customer of one branch may call another); no route
 * serves them.
 */
export const withoutBranchWall: readonly string[] = ['branch', 'staff', 'calendar', 'service_policy', 'customer'];
