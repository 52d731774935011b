import { mechanismMigrations, type Migration } from '@aftercare/event-store';

export const migrations: readonly Migration[] = [
  ...mechanismMigrations,
  {
    name: '0300-browser-session',
    sql: `
CREATE TABLE browser_session (
  id           bytea PRIMARY KEY,
  subject      text NOT NULL,
  sealed       bytea NOT NULL,
  access_until timestamptz NOT NULL,
  seen_at      timestamptz NOT NULL,
  ends_at      timestamptz NOT NULL
);
CREATE INDEX browser_session_by_subject ON browser_session (subject);
CREATE INDEX browser_session_by_end ON browser_session (ends_at);
`,
  },
];

/** A session belongs to a person, who may work for several branches; no route shows one but to whoever holds its cookie. */
export const withoutBranchWall: readonly string[] = ['browser_session'];
