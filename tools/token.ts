// npm run token -- ST030                  the access token of a person, alone on stdout: TOKEN=$(npm run -s token -- ST030)
// npm run token -- --client aftercare-erp the token of a machine
// npm run token -- ST030 --json           with its expiry and claims
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readJson } from './platform/files.ts';
import { exitWith, Refusal } from './platform/refusal.ts';
import { root } from './platform/root.ts';
import { signIn, signInClient, SignInFailed } from './sign-in.ts';

type People = Record<string, { name: string; role: string; branch: string; password: string }>;

const usage = '用法 · usage: npm run token -- ST030 [--json]  |  npm run token -- --client aftercare-erp [--json]';
const notRunning = '系统没有运行，请先执行 npm start · Aftercare is not running: start it with npm start';
const data = process.env['AFTERCARE_DATA'] ?? join(root, '.data');

async function main(): Promise<void> {
  const { person, client, json } = asked();
  const issuer = process.env['ISSUER_URL'] ?? issuerOf(readJson<{ ports?: { issuer?: number } }>(join(data, 'run.json'))?.ports?.issuer);
  const token = client === undefined ? await ofPerson(issuer, person) : await ofClient(issuer, client);
  process.stdout.write(`${json ? JSON.stringify(described(token), null, 2) : token}\n`);
}

/** The launcher remembers the port; whether anything answers there shows when it is asked. */
function issuerOf(port: number | undefined): string {
  if (port === undefined) throw new Refusal(notRunning);
  return `http://127.0.0.1:${port}`;
}

function asked(): { person: string; client: string | undefined; json: boolean } {
  try {
    const { values, positionals: [person = '', ...rest] } = parseArgs({
      options: { client: { type: 'string' }, json: { type: 'boolean', default: false } }, allowPositionals: true,
    });
    if (rest.length > 0 || (person === '') === (values.client === undefined)) throw new Error('one name is needed');
    return { person: person.toUpperCase(), client: values.client, json: values.json };
  } catch {
    throw new Refusal(usage);
  }
}

async function ofPerson(issuer: string, code: string): Promise<string> {
  const people = kept<People>('people.json');
  const person = people[code];
  if (!person) {
    const likely = Object.entries(people).filter(([, { role }], at, all) => all.findIndex(([, other]) => other.role === role) === at);
    const examples = likely.map(([known, { role, branch }]) => `${known} (${role}, ${branch})`).join(', ');
    throw new Refusal(`没有工号 ${code} · there is no ${code}; try · 例如: ${examples}`);
  }
  return signIn({ issuer, username: code, password: person.password });
}

async function ofClient(issuer: string, clientId: string): Promise<string> {
  const clients = kept<Record<string, string>>('clients.json');
  const secret = clients[clientId];
  if (secret === undefined) throw new Refusal(`没有客户端 ${clientId} · there is no client ${clientId}; try · 例如: ${Object.keys(clients).join(', ')}`);
  return signInClient({ issuer, clientId, secret });
}

function kept<T>(file: string): T {
  const found = readJson<T>(join(data, 'issuer', file));
  if (found === null) throw new Refusal(notRunning);
  return found;
}

function described(token: string): object {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { exp: number };
  return { token, expiresAt: new Date(claims.exp * 1000).toISOString(), claims };
}

main().catch((error: unknown) => {
  if (!(error instanceof SignInFailed)) exitWith(error);
  exitWith(new Refusal(error.reason === 'unreachable' ? notRunning : `签发服务拒绝登录 · the issuer refused: ${error.message}`));
});
