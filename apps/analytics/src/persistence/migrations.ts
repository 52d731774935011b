import { branchWall, mechanismMigrations, type Migration } from '@aftercare/event-store';

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
];

/** Every table of this service has a branch. */
export const withoutBranchWall: readonly string[] = [];
