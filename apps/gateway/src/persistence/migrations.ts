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
  {
    name: '0310-signing-key',
    sql: `
CREATE TABLE signing_key (
  id         uuid PRIMARY KEY,
  public_key jsonb NOT NULL,
  seen_at    timestamptz NOT NULL
);
`,
  },
];

/** A session belongs to a person, who may work for several branches; no route shows one but to whoever holds its cookie. The public keys of the gateways are everybody's. */
export const withoutBranchWall: readonly string[] = ['browser_session', 'signing_key'];
