import { branchWall, mechanismMigrations, type Migration } from '@aftercare/event-store';

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
];

/**
 * Tables of this service without a branch wall, and why that is right; the catalogue test knows no others besides the
 * mechanism's. `branch` and `staff` are codes and roles that every branch may know (a ticket can go to the region above);
 * no route serves them.
 */
export const withoutBranchWall: readonly string[] = ['branch', 'staff'];
