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
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || url.pathname.length < 2) throw new Refusal('DATABASE_URL 不是 Postgres 数据库地址，应形如 · DATABASE_URL is no address of a Postgres database: it looks like postgresql://user:password@host:5432/aftercare');
  try {
    return await connected(text, async (client) => {
      const { rows: [server] } = await client.query<{ number: number; version: string; roles: boolean; schemas: boolean }>(`
        SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version,
               rolsuper OR rolcreaterole AS roles, has_database_privilege(current_database(), 'CREATE') AS schemas
          FROM pg_roles WHERE rolname = current_user`);
      if (!server || server.number < oldestMajor * 10_000) throw new Refusal(`DATABASE_URL：${shown(url)} 是 Postgres ${server?.version}，需要 ${oldestMajor} 或更新 · ${shown(url)} is Postgres ${server?.version}, ${oldestMajor} or newer is needed`);
      if (!server.roles || !server.schemas) {
        const user = decodeURIComponent(url.username);
        const remedy = server.roles ? `GRANT CREATE ON DATABASE … TO ${user}` : `ALTER ROLE ${user} CREATEROLE`;
        const lacking = server.roles ? { zh: '模式', en: 'schemas' } : { zh: '角色', en: 'roles' };
        throw new Refusal(`DATABASE_URL：${user} 不能在 ${shown(url)} 建立${lacking.zh}：请在那里执行 ${remedy}，或换一个账户 · ${user} may not create ${lacking.en} in ${shown(url)}: run ${remedy} there, or give an account that may`);
      }
      return server;
    });
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(databaseProblem(url, error as { code?: string; message: string }));
  }
}

/** What went wrong with an external database, in words; never with the password. */
export function databaseProblem(url: URL, error: { code?: string; message: string }): string {
  const [where, user] = [shown(url), decodeURIComponent(url.username)];
  const [zh, en] = problemOf(error, user, url.password === '');
  return `DATABASE_URL：${where} ${zh} · ${where} ${en}`;
}

function problemOf({ code, message }: { code?: string; message: string }, user: string, lacksPassword: boolean): readonly [zh: string, en: string] {
  switch (code) {
    case '28P01': return [`拒绝 ${user}：请更正用户名和密码`, `refuses ${user}: correct user and password`];
    case '28000': return [`不允许 ${user} 进入：请更正用户，或在其 pg_hba.conf 中放行`, `does not let ${user} in: correct the user, or allow it in pg_hba.conf there`];
    case '3D000': return ['没有这个数据库：请建立它，或更正名称', 'is no database there: create it, or correct the name'];
    case 'ECONNREFUSED': return ['没有监听：请启动它，或更正主机和端口', 'is not listening: start it, or correct host and port'];
    case 'ENOTFOUND':
    case 'EAI_AGAIN': return ['的主机不存在：请更正', 'has a host that is not known: correct it'];
    case 'ETIMEDOUT':
    case 'ENETUNREACH':
    case 'EHOSTUNREACH': return ['无法到达：请更正主机和端口，或打通网络', 'cannot be reached: correct host and port, or open the way to it'];
    case '53300': return ['没有空余连接：请调高其 max_connections', 'has no connection left: raise max_connections there'];
    default:
      if (lacksPassword && message.includes('password')) return [`要求 ${user} 的密码：请写入地址`, `asks ${user} for a password: write it into the address, postgresql://user:password@host:5432/aftercare`];
      if (message === 'timeout expired') return ['没有像 Postgres 那样应答：请更正主机和端口，或打通网络', 'does not answer as a Postgres does: correct host and port, or open the way to it'];
      return ['不能使用', `cannot be used: ${message}`];
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
