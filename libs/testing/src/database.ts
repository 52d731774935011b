import { createHash, randomUUID } from 'node:crypto';
import { migrate, roleUrl, type Migration } from '@aftercare/event-store';
import { Client, escapeIdentifier } from 'pg';

export interface TestDatabase {
  /** For the service: its app role, which row-level security binds. */
  readonly databaseUrl: string;
  /** For the test itself: the superuser, in the same database. */
  readonly adminUrl: string;
  drop(): Promise<void>;
}

/** Roles belong to the whole server; a test server gives all of them this password. */
const password = 'test';

/**
 * A database of its own for one spec file: a clone of `service`'s migrated template on the server of TEST_DATABASE_URL
 * (the runner sets it). The template is named by its migrations and made once, however many spec files ask at a time.
 */
export async function testDatabase(service: string, migrations: readonly Migration[]): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) throw new Error('TEST_DATABASE_URL is not set; run the service tests with: npm test -- --only service');
  const template = `template_${service}_${createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 12)}`;
  const name = `test_${service}_${randomUUID().slice(0, 8)}`;
  await connected(server, async (admin) => {
    await ensureTemplate(admin, server, template, service, migrations);
    // Copying files is the fast way only where nothing waits for the disk; a durable server clones through its log.
    const { rows } = await admin.query<{ fsync: string }>('SHOW fsync');
    const strategy = rows[0]?.fsync === 'off' ? 'file_copy' : 'wal_log';
    await admin.query(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${escapeIdentifier(template)} STRATEGY ${strategy}`);
    // What migrate() set for the roles in the template's name is not copied with it.
    await admin.query(`ALTER DATABASE ${escapeIdentifier(name)} SET search_path = ${escapeIdentifier(service)}`);
  });
  const adminUrl = inDatabase(server, name);
  return {
    databaseUrl: roleUrl(adminUrl, `${service}_app`, password),
    adminUrl,
    drop: () => connected(server, async (admin) => void (await admin.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`))),
  };
}

/** The name appears only when the template is complete, so a run that was killed half-way leaves nothing to trip over. */
async function ensureTemplate(admin: Client, server: string, template: string, service: string, migrations: readonly Migration[]): Promise<void> {
  const lock = "hashtext('aftercare test templates')";
  await admin.query(`SELECT pg_advisory_lock(${lock})`);
  try {
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [template]);
    if (rowCount) return;
    const draft = `draft_${randomUUID().slice(0, 8)}`;
    await admin.query(`CREATE DATABASE ${draft}`);
    await migrate({ adminUrl: inDatabase(server, draft), service, migrations, passwords: { migrate: password, app: password, report: password } });
    await admin.query(`ALTER DATABASE ${draft} RENAME TO ${escapeIdentifier(template)}`);
  } finally {
    await admin.query(`SELECT pg_advisory_unlock(${lock})`);
  }
}

const inDatabase = (server: string, database: string): string => {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
};

async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
