import pg from 'pg';
import { Refusal } from './refusal.ts';

const oldestMajor = 16;

/** Makes the platform's database on the embedded server; the answer is its address. */
export async function ensureDatabase(serverUrl: string, name: string): Promise<string> {
  await connected(serverUrl, async (admin) => {
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  });
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Refuses a DATABASE_URL that the platform cannot work with: unreachable, wrong credentials, too old, too few rights. */
export async function checkDatabase(text: string): Promise<{ version: string }> {
  const url = URL.parse(text);
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || url.pathname.length < 2) throw new Refusal('DATABASE_URL is no address of a Postgres database: it looks like postgresql://user:password@host:5432/aftercare');
  try {
    return await connected(text, async (client) => {
      const { rows: [server] } = await client.query<{ number: number; version: string; roles: boolean; schemas: boolean }>(`
        SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version,
               rolsuper OR rolcreaterole AS roles, has_database_privilege(current_database(), 'CREATE') AS schemas
          FROM pg_roles WHERE rolname = current_user`);
      if (!server || server.number < oldestMajor * 10_000) throw new Refusal(`DATABASE_URL: ${shown(url)} is Postgres ${server?.version}, ${oldestMajor} or newer is needed`);
      if (!server.roles || !server.schemas) throw new Refusal(`DATABASE_URL: ${decodeURIComponent(url.username)} may not create ${server.roles ? 'schemas' : 'roles'} in ${shown(url)}: run ${server.roles ? `GRANT CREATE ON DATABASE … TO ${decodeURIComponent(url.username)}` : `ALTER ROLE ${decodeURIComponent(url.username)} CREATEROLE`} there, or give an account that may`);
      return server;
    });
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(databaseProblem(url, error as { code?: string; message: string }));
  }
}

/** What went wrong with an external database, in words; never with the password. */
export function databaseProblem(url: URL, error: { code?: string; message: string }): string {
  const where = `DATABASE_URL: ${shown(url)}`;
  switch (error.code) {
    case '28P01': return `${where} refuses ${decodeURIComponent(url.username)}: correct user and password`;
    case '28000': return `${where} does not let ${decodeURIComponent(url.username)} in: correct the user, or allow it in pg_hba.conf there`;
    case '3D000': return `${where}: there is no such database: create it, or correct the name`;
    case 'ECONNREFUSED': return `${where} is not listening: start it, or correct host and port`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN': return `${where}: the host is not known: correct it`;
    case 'ETIMEDOUT':
    case 'ENETUNREACH':
    case 'EHOSTUNREACH': return `${where} cannot be reached: correct host and port, or open the way to it`;
    case '53300': return `${where} has no connection left: raise max_connections there`;
    default:
      if (url.password === '' && error.message.includes('password')) return `${where} asks ${decodeURIComponent(url.username)} for a password: write it into the address, postgresql://user:password@host:5432/aftercare`;
      if (error.message === 'timeout expired') return `${where} does not answer as a Postgres does: correct host and port, or open the way to it`;
      return `${where} cannot be used: ${error.message}`;
  }
}

const shown = (url: URL): string => `${url.host}${url.pathname}`;

export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'aftercare launcher', connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // the query under way rejects with it
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
