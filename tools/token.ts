// npm run token -- ST030                  the access token of a person, alone on stdout: TOKEN=$(npm run -s token -- ST030)
// npm run token -- --client aftercare-erp the token of a machine
// npm run token -- ST030 --json           with its expiry and claims
import { parseArgs } from 'node:util';
import { tokenOfClient, tokenOfPerson } from './demo-token.ts';
import { exitWith, Refusal } from './platform/refusal.ts';

const usage = '用法 · usage: npm run token -- ST030 [--json]  |  npm run token -- --client aftercare-erp [--json]';

async function main(): Promise<void> {
  const { person, client, json } = asked();
  const token = client === undefined ? await tokenOfPerson(person) : await tokenOfClient(client);
  process.stdout.write(`${json ? JSON.stringify(described(token), null, 2) : token}\n`);
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

function described(token: string): object {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { exp: number };
  return { token, expiresAt: new Date(claims.exp * 1000).toISOString(), claims };
}

main().catch(exitWith);
