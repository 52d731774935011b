import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { BenchContext, Series } from '../../tools/bench/bench.ts';
import { percentile } from '../../tools/bench/report.ts';
import { startBare } from './bare-system.ts';
import { httpClient } from './http-client.ts';
import { closedLoop, openLoop } from './load.ts';
import { usageBelow } from './processes.ts';

export const name = 'tickets';
export const expectedSeconds = 210;

/** One of each branch: numbers are drawn one at a time per branch, and no single one has 200 calls a second. */
const clerks = ['ST014', 'ST018', 'ST022', 'ST026', 'ST030', 'ST034', 'ST038', 'ST042', 'ST046', 'ST050', 'ST054', 'ST058'];
const call = { channel: 'phone', caller: '19900000000', kind: 'complaint', words: '鱼缸底部渗水，地板湿了一片，请尽快派人来看。' };
const perSecond = 200;
/** So few that nothing queues, also on a busy machine: what one of them costs is then its own. */
const calmly = 40;
const lines = 2_000;

/** Opening tickets, which is a command of directory and one of tickets, 200 a second; what one of them costs all processes; and the timeline of a ticket with 2,000 events, page by page. */
export async function run({ runs, say }: BenchContext): Promise<readonly Series[]> {
  const system = await startBare();
  const url = system.services['tickets']!.url;
  const [opening, reading] = [httpClient(url, { connections: 32, expect: 201 }), httpClient(url, { connections: 4, expect: 200 })];
  const admin = new pg.Client({ connectionString: system.databaseUrl });
  try {
    await admin.connect();
    const callers: Readonly<Record<string, string>>[] = [];
    for (const clerk of clerks) callers.push(await system.headersFor('tickets', clerk));
    let calls = 0;
    const open = (): Promise<void> => opening.post('/tickets', call, { ...callers[calls++ % callers.length], 'idempotency-key': crypto.randomUUID() });
    await openLoop(50, 4, open); // code and connections are warm after it
    const costs: number[] = [];
    for (let round = 1; round <= runs; round++) {
      const before = usageBelow(system.pid);
      const { durations } = await openLoop(calmly, 10, open);
      await delay(1_000); // until others have heard of the last
      const spent = [...usageBelow(system.pid).values()].map(({ name, cpuSeconds }) => ({ name, ms: ((cpuSeconds - (before.get(name)?.cpuSeconds ?? 0)) * 1_000) / durations.length }));
      costs.push(spent.reduce((sum, { ms }) => sum + ms, 0));
      say(`run ${round}: a ticket costs ${costs.at(-1)!.toFixed(1)} ms: ${spent.toSorted((a, b) => b.ms - a.ms).map(({ name, ms }) => `${name} ${ms.toFixed(1)}`).join(', ')}`);
    }
    const taken: number[] = [];
    const p99: number[] = [];
    for (let round = 1; round <= runs; round++) {
      const { perSecond: rate, durations } = await openLoop(perSecond, 8, open);
      taken.push(rate);
      p99.push(percentile(durations, 0.99));
      say(`run ${round}: ${rate.toFixed(0)} tickets/s, p99 ${p99.at(-1)!.toFixed(1)} ms`);
    }

    const { rows } = await admin.query<{ id: string; last: string }>(story, [lines]);
    const headers = callers[clerks.indexOf('ST030')]!;
    const page = (after: string): Promise<void> => reading.get(`/tickets/${rows[0]!.id}/timeline?limit=200${after}`, headers);
    const pages: number[] = [];
    for (let round = 1; round <= runs; round++) {
      let turn = 0;
      // In turn the first page and the last one: a late place must cost no more than an early one.
      const { durations } = await closedLoop(4, 3, () => page(turn++ % 2 === 0 ? '' : `&after=${rows[0]!.last}`));
      pages.push(percentile(durations, 0.99));
      say(`run ${round}: a page of the timeline, p99 ${pages.at(-1)!.toFixed(1)} ms`);
    }
    return [
      { name: 'tickets opened, 200/s asked for', unit: '1/s', target: { of: 'value', atLeast: perSecond * 0.95 }, values: taken },
      { name: 'open a ticket, p99 at 200/s', unit: 'ms', target: { of: 'value', atMost: 100 }, values: p99 },
      { name: 'processor time of one ticket, all processes, 40/s', unit: 'ms', target: null, values: costs },
      { name: 'timeline of 2,000 events, a page of 200, p99', unit: 'ms', target: { of: 'value', atMost: 300 }, values: pages },
    ];
  } finally {
    opening.close();
    reading.close();
    await admin.end();
    await system.stop();
  }
}

/** One ticket with a long story; `last` is the line 200 before its end. */
const story = `
  WITH one AS (SELECT id, branch_id, opened_at FROM tickets.ticket WHERE branch_id = 'BR05' ORDER BY opened_at LIMIT 1), told AS (
    INSERT INTO tickets.timeline (ticket_id, event_id, branch_id, at, sequence, fact, by_whom, note_id, details)
    SELECT one.id, gen_random_uuid(), branch_id, opened_at + n * interval '1 minute', n + 1, 'replied', 'ST030', gen_random_uuid(), '{"kind": "progress"}' FROM one, generate_series(1, $1::int - 1) n
    RETURNING ticket_id, event_id, sequence)
  SELECT ticket_id AS id, event_id AS last FROM told WHERE sequence = $1::int - 200`;
