import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { sqlState } from './errors';
import type { Migration } from './migration';

/** Passwords of a service's three login roles. */
export interface RolePasswords {
  readonly migrate: string;
  readonly app: string;
  readonly report: string;
}

export interface MigrateOptions {
  /** A login that may create roles and schemas in the database it names. */
  readonly adminUrl: string;
  readonly service: string;
  readonly migrations: readonly Migration[];
  readonly passwords: RolePasswords;
}

/** The same database, signed in as another role. */
export const roleUrl = (adminUrl: string, role: string, password: string): string => {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = password;
  return url.toString();
};

const partitionSize = 10_000_000;
const partitionsAhead = 2;

/**
 * Brings one service's roles and schema to the newest state; does nothing when they are there. Beside `<svc>` there is `<svc>_rebuild`, where
 * projections are made anew. Four roles: `<svc>_owner`
 * (no login) owns everything, `<svc>_migrate` acts for it, `<svc>_app` reads and writes rows, `<svc>_report` reads.
 * Rejects when an applied migration's text has changed or an applied one is missing here, naming it; the schema then stays
 * as it was. Safe to run from several processes at once.
 */
export const migrate = async ({ adminUrl, service, migrations, passwords }: MigrateOptions): Promise<{ applied: string[] }> => {
  await withClient(adminUrl, (admin) => ensureRoles(admin, service, passwords));
  return withClient(roleUrl(adminUrl, `${service}_migrate`, passwords.migrate), async (client) => {
    await client.query(`SET ROLE ${escapeIdentifier(`${service}_owner`)}`);
    await client.query(`SELECT pg_advisory_lock(hashtext(${escapeLiteral(`migrate ${service}`)}))`);
    await client.query(
      'CREATE TABLE IF NOT EXISTS schema_migration (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT clock_timestamp())',
    );
    const applied = await applyNew(client, service, migrations);
    await ensurePartitions(client);
    return { applied };
  });
};

const applyNew = async (client: Client, service: string, migrations: readonly Migration[]): Promise<string[]> => {
  const { rows } = await client.query<{ name: string; checksum: string }>('SELECT name, checksum FROM schema_migration');
  const known = new Map(migrations.map((m) => [m.name, checksum(m)]));
  for (const row of rows) {
    const now = known.get(row.name);
    if (now === undefined) throw new Error(`${service}: migration ${row.name} was applied here but this version does not know it: start a newer version`);
    if (now !== row.checksum) throw new Error(`${service}: migration ${row.name} was changed after it had been applied: add a new migration instead`);
  }
  const done = new Set(rows.map((row) => row.name));
  const fresh = migrations.filter((m) => !done.has(m.name));
  for (const migration of fresh) {
    await client.query('BEGIN');
    try {
      // A migration that cannot get its lock must not make every writer queue behind it.
      await client.query("SET LOCAL lock_timeout = '5s'");
      await client.query(migration.sql);
      await client.query('INSERT INTO schema_migration (name, checksum) VALUES ($1, $2)', [migration.name, checksum(migration)]);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw new Error(`${service}: migration ${migration.name} failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
  return fresh.map((m) => m.name);
};

const checksum = (migration: Migration): string => createHash('sha256').update(migration.sql).digest('hex');

/** Keeps empty partitions ahead of the newest event, so that no append ever meets a missing one. */
const ensurePartitions = async (client: Client): Promise<void> => {
  const { rows } = await client.query<{ last: string }>('SELECT coalesce(max(id), 0) AS last FROM event');
  const current = Math.floor(Number(rows[0]?.last ?? 0) / partitionSize);
  for (let n = 0; n <= current + partitionsAhead; n++) {
    const name = `event_${String(n).padStart(4, '0')}`;
    await client.query(`CREATE TABLE IF NOT EXISTS ${name} PARTITION OF event FOR VALUES FROM (${n * partitionSize}) TO (${(n + 1) * partitionSize})`);
  }
};

const ensureRoles = async (admin: Client, service: string, passwords: RolePasswords): Promise<void> => {
  const role = (suffix: string): string => escapeIdentifier(`${service}_${suffix}`);
  const schema = escapeIdentifier(service);
  const rebuilt = escapeIdentifier(`${service}_rebuild`);
  const { rows } = await admin.query<{ name: string }>('SELECT current_database() AS name');
  const database = escapeIdentifier(rows[0]?.name ?? '');
  const login = (suffix: 'migrate' | 'app' | 'report'): string => `
    DO $$ BEGIN CREATE ROLE ${role(suffix)}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
    ALTER ROLE ${role(suffix)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD ${escapeLiteral(passwords[suffix])};
    ALTER ROLE ${role(suffix)} IN DATABASE ${database} SET search_path = ${schema};
    GRANT CONNECT ON DATABASE ${database} TO ${role(suffix)};`;
  await retried(() =>
    admin.query(`
    DO $$ BEGIN CREATE ROLE ${role('owner')} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
    ${login('migrate')}${login('app')}${login('report')}
    GRANT ${role('owner')} TO ${role('migrate')};
    GRANT ${role('owner')} TO CURRENT_USER;
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${role('owner')};
    CREATE SCHEMA IF NOT EXISTS ${rebuilt} AUTHORIZATION ${role('owner')};
    GRANT USAGE ON SCHEMA ${schema} TO ${role('app')}, ${role('report')};
    GRANT USAGE ON SCHEMA ${rebuilt} TO ${role('app')};
    ALTER DEFAULT PRIVILEGES FOR ROLE ${role('owner')} IN SCHEMA ${schema}, ${rebuilt} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${role('app')};
    ALTER DEFAULT PRIVILEGES FOR ROLE ${role('owner')} IN SCHEMA ${schema}, ${rebuilt} GRANT SELECT ON TABLES TO ${role('report')};`),
  );
};

/** Two processes that touch the same role rows at once make one of them fail; the second try then finds the work done. */
const retried = async <T>(run: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      const collided = ['XX000', '23505', '42710', '42P06'].includes(sqlState(error) ?? '');
      if (!collided || attempt === 10) throw error;
      await delay(20 * attempt);
    }
  }
};

const withClient = async <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url, application_name: 'aftercare migrate' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
