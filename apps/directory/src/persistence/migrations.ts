import { branchWall, mechanismMigrations, type Migration } from '@aftercare/event-store';

/** What all branches share; every other table here has a branch and its wall. */
export const withoutBranchWall: readonly string[] = ['calendar', 'service_policy', 'priority_matrix', 'escalation_plan', 'import_columns'];

/** Personal data (names, numbers, addresses, words) is in `staff`, `customer`, `contact`, `note` and `import_row`, and in no other service. */
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
    name: '0103-imports',
    sql: `
-- A file that somebody sent, and what it came to. It belongs to the home branch of who sent it; '*' is head office.
CREATE TABLE import (
  id           uuid PRIMARY KEY,
  branch_id    text COLLATE "C" NOT NULL,
  reach        text[],
  kind         text NOT NULL,
  source       text NOT NULL,
  file         text NOT NULL,
  sent         integer NOT NULL,
  encoding     text,
  sheet        text,
  header_row   integer NOT NULL,
  header       text[] NOT NULL,
  state        text NOT NULL,
  accepted     integer NOT NULL,
  rejected     integer NOT NULL,
  merged       integer NOT NULL,
  applied_row  integer NOT NULL,
  applied      integer NOT NULL,
  changed      integer NOT NULL,
  made_by      text NOT NULL,
  made_at      timestamptz NOT NULL,
  applied_by   text,
  applied_at   timestamptz
);
${branchWall('import')}

CREATE TABLE import_row (
  import_id uuid NOT NULL REFERENCES import,
  row       integer NOT NULL,
  branch_id text COLLATE "C" NOT NULL,
  verdict   text NOT NULL,
  detail    jsonb NOT NULL,
  cells     text[] NOT NULL,
  PRIMARY KEY (import_id, row)
);
${branchWall('import_row')}

CREATE TABLE import_columns (
  source  text NOT NULL,
  kind    text NOT NULL,
  columns jsonb NOT NULL,
  PRIMARY KEY (source, kind)
);

-- Numbers that the system gives: longer than any that people have given out so far.
CREATE SEQUENCE customer_number START 100000001;
`,
  },
];
