import { branchWall, filledBy, mechanismMigrations, type Migration } from '@aftercare/event-store';

export const migrations: readonly Migration[] = [
  ...mechanismMigrations,
  {
    name: '0300-notice',
    sql: `
CREATE TABLE notice (
  id            uuid PRIMARY KEY,
  branch_id     text NOT NULL,
  version       integer NOT NULL,
  receiver_kind text NOT NULL,
  receiver      text NOT NULL,
  kind          text NOT NULL,
  about         uuid NOT NULL,
  reference     text,
  fact_id       uuid NOT NULL,
  made_at       timestamptz NOT NULL,
  deliver_at    timestamptz NOT NULL,
  state         text NOT NULL CHECK (state IN ('waiting', 'delivered', 'read')),
  delivered_at  timestamptz,
  read_at       timestamptz,
  UNIQUE (fact_id, receiver, kind)
);
CREATE INDEX notice_by_receiver ON notice (receiver, made_at DESC, id DESC);
CREATE INDEX notice_unread ON notice (receiver) WHERE state = 'delivered';
${branchWall('notice')}

CREATE TABLE customer (
  id         uuid PRIMARY KEY,
  code       text NOT NULL,
  branch_id  text NOT NULL,
  quiet_from text,
  quiet_to   text
);
CREATE INDEX customer_by_code ON customer (code);

CREATE TABLE branch (
  id   text PRIMARY KEY,
  zone text NOT NULL
);
${filledBy('Customers', 'customer')}
${filledBy('Branches', 'branch')}
`,
  },
  {
    name: '0301-ticket-owner',
    sql: `
CREATE TABLE ticket_owner (
  ticket_id uuid PRIMARY KEY,
  owner_id  text NOT NULL
);
${filledBy('TicketOwners', 'ticket_owner')}
`,
  },
  {
    name: '0302-notice-day',
    sql: `
-- What a notice says, where its kind says one of several things, and the day that it names.
ALTER TABLE notice ADD COLUMN wording text NOT NULL DEFAULT '', ADD COLUMN day date;
ALTER TABLE notice ALTER COLUMN wording DROP DEFAULT;
`,
  },
  {
    name: '0303-location',
    sql: `
CREATE TABLE location (
  code text PRIMARY KEY,
  name text NOT NULL
);
${filledBy('Locations', 'location')}
`,
  },
];

/** Who receives, the clock at a branch, and what its warehouses are called: codes, times and names of places, needed wherever a fact comes from. */
export const withoutBranchWall: readonly string[] = ['customer', 'branch', 'ticket_owner', 'location'];
