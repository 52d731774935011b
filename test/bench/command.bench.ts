import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@aftercare/testing';
import type { RunningSystem } from '@aftercare/testing';
import pg from 'pg';
import type { BenchContext, Series } from '../../tools/bench/bench.ts';
import { percentile } from '../../tools/bench/report.ts';
import type { BareServerOptions } from './bare-server.ts';
import { startBare } from './bare-system.ts';
import { httpClient } from './http-client.ts';
import type { HttpClient } from './http-client.ts';
import { closedLoop, openLoop } from './load.ts';
import { recordCommand } from './recording.ts';

export const name = 'command';
export const expectedSeconds = 80;

const callers = 16;
const body = { channel: 'phone', caller: '19900000000', words: '鱼缸底部渗水，地板湿了一片，请尽快派人来看。' };

/**
 * POST /contacts at the directory service, token checked, committed with its event, against a bare Fastify route that runs
 * the same statements: they are recorded from the service by Postgres itself.
 */
export async function run({ runs, say }: BenchContext): Promise<readonly Series[]> {
  const system = await startBare(['issuer', 'directory']);
  const service = httpClient(system.services['directory']!.url, { connections: callers, expect: 201 });
  const admin = new pg.Client({ connectionString: system.databaseUrl });
  /** Before each measurement: what the one before has left to publish is not the next one's work. */
  const published = (): Promise<void> => eventually(async () => {
    const { rows } = await admin.query<{ waiting: number }>('SELECT count(*)::int AS waiting FROM directory.outbox');
    if (rows[0]!.waiting > 0) throw new Error(`${rows[0]!.waiting} events wait to be published`);
  }, { within: 60_000 });
  try {
    await admin.connect();
    const authorization = `Bearer ${await system.tokenFor('directory', 'ST030')}`;
    const command = (key: string = crypto.randomUUID()): Promise<void> => service.post('/contacts', body, { authorization, 'idempotency-key': key });
    const bare = await startBareServer(system, command);
    try {
      const values: number[] = [];
      const limits: number[] = [];
      const p99: number[] = [];
      await closedLoop(callers, 2, () => command());
      await closedLoop(callers, 2, () => bare.post('/command', body, {}));
      for (let round = 1; round <= runs; round++) {
        await published();
        values.push((await closedLoop(callers, 3, () => command())).perSecond);
        await published();
        limits.push((await closedLoop(callers, 3, () => bare.post('/command', body, {}))).perSecond);
        await published();
        p99.push(percentile((await openLoop(200, 3, () => command())).durations, 0.99));
        say(`run ${round}: ${values.at(-1)!.toFixed(0)} commands/s, bare ${limits.at(-1)!.toFixed(0)}/s, p99 at 200/s ${p99.at(-1)!.toFixed(1)} ms`);
      }
      return [
        { name: 'command over HTTP', unit: '1/s', target: { of: 'ratio', atLeast: 0.6 }, values, limits },
        { name: 'command, p99 at 200/s', unit: 'ms', target: { of: 'value', atMost: 50 }, values: p99 },
      ];
    } finally {
      bare.close();
    }
  } finally {
    service.close();
    await admin.end();
    await system.stop();
  }
}

async function startBareServer(system: RunningSystem, command: (key: string) => Promise<void>): Promise<HttpClient> {
  const [statements, others] = await recordCommand(system.databaseUrl, join(system.folder, 'data/logs/postgres.log'), command);
  const idsIn = (recorded: typeof statements): Set<string> => new Set(JSON.stringify(recorded).match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g));
  const constant = idsIn(others);
  const options: BareServerOptions = {
    databaseUrl: withSearchPath(system.databaseUrl, 'directory'),
    statements,
    fresh: [...idsIn(statements)].filter((id) => !constant.has(id)),
    answer: { contactId: crypto.randomUUID(), customerId: null, candidates: 0, branchId: 'BR05', recordedAt: new Date().toISOString() },
  };
  const file = join(system.folder, 'bare-server.json');
  await writeFile(file, JSON.stringify(options), { mode: 0o600 });
  const child = fork(join(import.meta.dirname, 'bare-server.ts'), [file]);
  const [url] = (await once(child, 'message')) as [string];
  const client = httpClient(url, { connections: callers, expect: 201 });
  return { ...client, close: () => { client.close(); child.disconnect(); } };
}

function withSearchPath(url: string, schema: string): string {
  const changed = new URL(url);
  changed.searchParams.set('options', `-c search_path=${schema}`);
  return changed.href;
}
