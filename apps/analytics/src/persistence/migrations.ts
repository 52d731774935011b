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
  {
    name: '0012-difference',
    sql: `
CREATE TABLE sent_note (
  note_id       uuid PRIMARY KEY,
  branch_id     text NOT NULL,
  location      text NOT NULL,
  shipment_id   uuid NOT NULL,
  dispatched_on date NOT NULL
);
CREATE INDEX sent_note_day ON sent_note (dispatched_on, branch_id);
${branchWall('sent_note')}

CREATE TABLE difference (
  discrepancy_id uuid PRIMARY KEY,
  branch_id      text NOT NULL,
  note_id        uuid NOT NULL,
  type           text NOT NULL,
  qty            integer NOT NULL,
  cause          text,
  opened_at      timestamptz,
  settled_at     timestamptz
);
CREATE INDEX difference_of_note ON difference (note_id);
${branchWall('difference')}
${filledBy('SentNotes', 'sent_note')}${filledBy('Differences', 'difference')}
`,
  },
  {
    // What a person calls it by. Rows that were there before have none until their projection is made anew.
    name: '0013-numbers',
    sql: `
ALTER TABLE old_part_duty ADD COLUMN number text;
ALTER TABLE journey ADD COLUMN number text;
ALTER TABLE dispatch ADD COLUMN number text;
ALTER TABLE sent_note ADD COLUMN number text;
`,
  },
  {
    name: '0014-repairs-and-surveys',
    sql: `
CREATE TABLE repair (
  repair_id    uuid PRIMARY KEY,
  branch_id    text NOT NULL,
  ticket_id    uuid NOT NULL,
  number       text NOT NULL,
  serial       text NOT NULL,
  fault_family text NOT NULL,
  opened_on    date NOT NULL,
  state        text NOT NULL,
  completed_on date,
  overruled    boolean NOT NULL
);
CREATE INDEX repair_completed ON repair (completed_on, branch_id);
CREATE INDEX repair_opened ON repair (opened_on, branch_id);
${branchWall('repair')}

CREATE TABLE device_repair (
  repair_id    uuid PRIMARY KEY,
  serial       text NOT NULL,
  fault_family text NOT NULL,
  opened_on    date NOT NULL,
  completed_on date
);
CREATE INDEX device_repair_of_device ON device_repair (serial, fault_family, completed_on);

CREATE TABLE survey (
  survey_id   uuid PRIMARY KEY,
  branch_id   text NOT NULL,
  ticket_id   uuid NOT NULL,
  number      text NOT NULL,
  party_role  text,
  sent_on     date NOT NULL,
  answered_on date,
  score       integer
);
CREATE INDEX survey_answered ON survey (answered_on, branch_id);
CREATE INDEX survey_sent ON survey (sent_on, branch_id);
${branchWall('survey')}
${filledBy('Repairs', 'repair')}${filledBy('Repairs', 'device_repair')}${filledBy('Surveys', 'survey')}
`,
  },
];

/** Every other table of this service has a branch. `device_repair` are days of a serial number: whether a repair is rework does not depend on who asks. */
export const withoutBranchWall: readonly string[] = ['device_repair'];
