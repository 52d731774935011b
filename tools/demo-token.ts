import { join } from 'node:path';
import { readJson } from './platform/files.ts';
import { Refusal } from './platform/refusal.ts';
import { root } from './platform/root.ts';
import { signIn, signInClient, SignInFailed } from './sign-in.ts';

type People = Record<string, { name: string; role: string; branch: string; password: string }>;

const notRunning = '系统没有运行，请先执行 npm start · Aftercare is not running: start it with npm start';
/** The folder of the running demo. */
export const dataDir = (): string => process.env['AFTERCARE_DATA'] ?? join(root, '.data');

/** The access token of a person of the running demo, by staff code. Refuses unknown codes with some that exist. */
export async function tokenOfPerson(code: string): Promise<string> {
  const people = kept<People>('people.json');
  const person = people[code];
  if (!person) {
    const likely = Object.entries(people).filter(([, { role }], at, all) => all.findIndex(([, other]) => other.role === role) === at);
    const examples = likely.map(([known, { role, branch }]) => `${known} (${role}, ${branch})`).join(', ');
    throw new Refusal(`没有工号 ${code} · there is no ${code}; try · 例如: ${examples}`);
  }
  return orRefused(signIn({ issuer: issuer(), username: code, password: person.password }));
}

/** The staff code of somebody who administers the demo. */
export function adminCode(): string {
  const found = Object.entries(kept<People>('people.json')).find(([, { role }]) => role === 'admin');
  if (!found) throw new Refusal('没有管理员 · nobody is an administrator: name somebody with --as CODE');
  return found[0];
}

/** The access token of a machine of the running demo. */
export async function tokenOfClient(clientId: string): Promise<string> {
  const clients = kept<Record<string, string>>('clients.json');
  const secret = clients[clientId];
  if (secret === undefined) throw new Refusal(`没有客户端 ${clientId} · there is no client ${clientId}; try · 例如: ${Object.keys(clients).join(', ')}`);
  return orRefused(signInClient({ issuer: issuer(), clientId, secret }));
}

/** The gateway of the running demo. */
export const gatewayUrl = (): string => addressOf('gateway');

const issuer = (): string => process.env['ISSUER_URL'] ?? addressOf('issuer');

/** The launcher remembers the ports; whether anything answers there shows when it is asked. */
function addressOf(service: 'issuer' | 'gateway'): string {
  const port = readJson<{ ports?: Record<string, number> }>(join(dataDir(), 'run.json'))?.ports?.[service];
  if (port === undefined) throw new Refusal(notRunning);
  return `http://127.0.0.1:${port}`;
}

function kept<T>(file: string): T {
  const found = readJson<T>(join(dataDir(), 'issuer', file));
  if (found === null) throw new Refusal(notRunning);
  return found;
}

async function orRefused(token: Promise<string>): Promise<string> {
  try {
    return await token;
  } catch (error) {
    if (!(error instanceof SignInFailed)) throw error;
    throw new Refusal(error.reason === 'unreachable' ? notRunning : `签发服务拒绝登录 · the issuer refused: ${error.message}`);
  }
}
