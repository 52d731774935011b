// npm run ops -- COMMAND …   what an operator can see and do about events, through the services' own routes or, where the whole
// installation is meant, on this machine; see `usage`
import { randomUUID } from 'node:crypto';
import { exitWith, Refusal } from './platform/refusal.ts';
import { gatewayUrl, tokenOfPerson } from './demo-token.ts';
import { parseOps, usage } from './ops/options.ts';
import type { OpsCall } from './ops/options.ts';
import { printed } from './ops/print.ts';
import { rebuild } from './ops/rebuild.ts';

async function main(): Promise<void> {
  const options = parseOps(process.argv.slice(2));
  if (options === 'help') return void process.stdout.write(usage);
  if ('installation' in options) return (await import('./ops/run-installation.ts')).runInstallationCommand(options);
  const { services, call, as, json } = options;
  const token = process.env['AFTERCARE_TOKEN'] ?? (await tokenOfPerson(as));
  const gateway = process.env['AFTERCARE_URL'] ?? gatewayUrl();
  if (call.rebuild !== undefined) return rebuild(services, call, json, (service, wanted) => ask(`${gateway}/api/${service}`, wanted, token));
  const answers: Record<string, unknown> = {};
  for (const service of services) answers[service] = await ask(`${gateway}/api/${service}`, call, token);
  process.stdout.write(json ? `${JSON.stringify(services.length === 1 ? Object.values(answers)[0] : answers, null, 2)}\n` : printed(answers));
}

/** Calls one route. A refusal of the service is one line, in its own words. */
async function ask(base: string, { method, path, body }: OpsCall, token: string): Promise<unknown> {
  const answer = await fetch(`${base}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'accept-language': 'zh, en;q=0.5', ...(body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }) },
    ...(body && { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new Refusal(`网关没有应答，请先执行 npm start · the gateway does not answer, start it with npm start (${(error as Error).message})`);
  });
  const result = (await answer.json()) as { title?: string; detail?: string; errors?: readonly { path?: string; detail?: string; message?: string }[] };
  if (answer.ok) return result;
  const fields = (result.errors ?? []).map((error) => JSON.stringify(error)).join(' ');
  throw new Refusal(`${answer.status} ${result.detail ?? result.title ?? ''} ${fields}`.trim());
}

main().catch(exitWith);
