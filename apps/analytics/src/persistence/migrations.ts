import { branchWall, filledBy, mechanismMigrations, type Migration } from '@aftercare/event-store';

export const migrations: readonly Migration[] = [
  ...mechanismMigrations,
  {
    name: '0002-tickets-by-day',
    sql: `
CREATE TABLE tickets_by_day (
  branch_id text NOT NULL,
  day       date NOT NULL,
  type      text NOT NULL,
  opened    integer NOT NULL,
  PRIMARY KEY (branch_id, day, type)
);
${branchWall('tickets_by_day')}
`,
  },
  {
    name: '0006-branch-standing',
    sql: `
CREATE TABLE branch_standing (
  branch_id    text PRIMARY KEY,
  name         text,
  kind         text,
  parent_id    text,
  opened       integer NOT NULL DEFAULT 0,
  taken_up     integer NOT NULL DEFAULT 0,
  in_time      integer NOT NULL DEFAULT 0,
  limited      integer NOT NULL DEFAULT 0,
  escalated    integer NOT NULL DEFAULT 0
);
${branchWall('branch_standing')}
${filledBy('TicketsByDay', 'tickets_by_day')}
${filledBy('BranchStanding', 'branch_standing')}
`,
  },
  {
    name: '0010-old-part-duty',
    sql: `
CREATE TABLE old_part_duty (
  obligation_id uuid PRIMARY KEY,
  branch_id     text NOT NULL,
  dealer_code   text NOT NULL,
  due_on        date NOT NULL,
  state         text NOT NULL,
  open_qty      integer NOT NULL,
  on_time       boolean,
  zone          text
);
CREATE INDEX old_part_duty_due ON old_part_duty (due_on, branch_id);
CREATE INDEX old_part_duty_owed ON old_part_duty (branch_id, dealer_code) WHERE open_qty > 0;
${branchWall('old_part_duty')}
${filledBy('OldPartDuties', 'old_part_duty')}
`,
  },
  {
    name: '0011-shipping',
    sql: `
CREATE TABLE journey (
  shipment_id   uuid PRIMARY KEY,
  branch_id     text NOT NULL,
  dealer_code   text,
  carrier       text NOT NULL,
  promised_on   date NOT NULL,
  dispatched_on date,
  zone          text,
  arrived_on    date
);
CREATE INDEX journey_promised ON journey (promised_on, branch_id);
${branchWall('journey')}

CREATE TABLE dispatch (
  note_id       uuid PRIMARY KEY,
  branch_id     text NOT NULL,
  dealer_code   text,
  due_on        date NOT NULL,
  dispatched_on date NOT NULL
);
CREATE INDEX dispatch_due ON dispatch (due_on, branch_id);
${branchWall('dispatch')}

CREATE TABLE owed_line (
  request_id  uuid NOT NULL,
  line_no     integer NOT NULL,
  branch_id   text NOT NULL,
  dealer_code text,
  part        text NOT NULL,
  qty         integer NOT NULL,
  since       timestamptz,
  PRIMARY KEY (request_id, line_no)
);
CREATE INDEX owed_line_waiting ON owed_line (branch_id, dealer_code) WHERE qty > 0;
${branchWall('owed_line')}
${filledBy('Journeys', 'journey')}${filledBy('Dispatches', 'dispatch')}${filledBy('OwedLines', 'owed_line')}
`,
  },
];

/** Every table of this service has a branch. */
export const withoutBranchWall: readonly string[] = [];
