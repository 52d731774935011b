import { branchWall, type Migration } from '@aftercare/event-store';

const tables: Migration = {
  name: '0110-imports',
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
  proposed     integer NOT NULL,
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
CREATE INDEX import_row_rejected ON import_row (import_id, row) WHERE verdict = 'rejected';
${branchWall('import_row')}

CREATE TABLE import_columns (
  source  text NOT NULL,
  kind    text NOT NULL,
  columns jsonb NOT NULL,
  PRIMARY KEY (source, kind)
);
`,
};

const numbers: Migration = {
  name: '0111-import-numbers',
  sql: `
-- Which cells of a row were numbers in their workbook, from 0: they are given back as such.
ALTER TABLE import_row ADD COLUMN numbers integer[] NOT NULL DEFAULT '{}';
`,
};

/** The tables of imports, for every service that takes tables in. */
export const importsMigrations: readonly Migration[] = [tables, numbers];
