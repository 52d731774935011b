import pg from 'pg';
import type { BenchContext, Series } from '../../tools/bench/bench.ts';
import { percentile } from '../../tools/bench/report.ts';
import { startBare } from './bare-system.ts';
import { httpClient } from './http-client.ts';
import { openLoop } from './load.ts';
import type { Load } from './load.ts';

export const name = 'latency';
export const expectedSeconds = 90;

/** One of each branch: numbers are drawn one at a time per branch, and no single one has 200 calls a second. */
const clerks = ['ST014', 'ST018', 'ST022', 'ST026', 'ST030', 'ST034', 'ST038', 'ST042', 'ST046', 'ST050', 'ST054', 'ST058'];

const perSecond = 200;
const seconds = 10;

/**
 * From a ticket's event being written to its ticket being counted in analytics, 200 tickets a second through the API. Both
 * ends are read from the database's clock: `event.created_at`, a moment before the commit, and a look at the projection
 * every 2 ms. The n-th event written is matched with the moment when n are counted.
 */
export async function run({ runs, say }: BenchContext): Promise<readonly Series[]> {
  const system = await startBare();
  const client = httpClient(system.services['tickets']!.url, { connections: 32, expect: 201 });
  const admin = new pg.Client({ connectionString: system.databaseUrl });
  try {
    await admin.connect();
    const callers: Readonly<Record<string, string>>[] = [];
    for (const clerk of clerks) callers.push(await system.headersFor('tickets', clerk));
    let calls = 0;
    const open = (): Promise<void> => client.post('/tickets', { channel: 'phone', caller: '19900000000', kind: 'complaint', words: '鱼缸漏水' }, { ...callers[calls++ % callers.length], 'idempotency-key': crypto.randomUUID() });
    await observed(admin, () => openLoop(50, 4, open)); // code and connections are warm after it
    const rate: number[] = [];
    const median: number[] = [];
    const p99: number[] = [];
    for (let round = 1; round <= runs; round++) {
      const { latencies, taken } = await observed(admin, () => openLoop(perSecond, seconds, open));
      rate.push(taken);
      median.push(percentile(latencies, 0.5));
      p99.push(percentile(latencies, 0.99));
      say(`run ${round}: ${taken.toFixed(0)} tickets/s, p50 ${median.at(-1)!.toFixed(1)} ms, p99 ${p99.at(-1)!.toFixed(1)} ms`);
    }
    return [
      { name: 'tickets taken, 200/s asked for', unit: '1/s', target: { of: 'value', atLeast: perSecond * 0.95 }, values: rate },
      { name: 'commit → analytics, p50 at 200/s', unit: 'ms', target: { of: 'value', atMost: 15 }, values: median },
      { name: 'commit → analytics, p99 at 200/s', unit: 'ms', target: { of: 'value', atMost: 60 }, values: p99 },
    ];
  } finally {
    client.close();
    await admin.end();
    await system.stop();
  }
}

const look = { name: 'look', text: 'SELECT coalesce(sum(opened), 0)::int AS counted, extract(epoch FROM clock_timestamp())::float8 * 1000 AS at FROM analytics.tickets_by_day' };
const written = "SELECT extract(epoch FROM created_at)::float8 * 1000 AS at FROM tickets.event WHERE topic = 'aftercare.tickets.ticket' ORDER BY created_at";

/** Milliseconds of each ticket that `load` opens, and how many of them were taken each second. */
async function observed(admin: pg.Client, load: () => Promise<Load>): Promise<{ latencies: number[]; taken: number }> {
  const counted = async (): Promise<{ counted: number; at: number }> => (await admin.query<{ counted: number; at: number }>(look)).rows[0]!;
  const before = (await counted()).counted;
  const seen: { counted: number; at: number }[] = [];
  let loading = true;
  const loaded = load().finally(() => (loading = false));
  loaded.catch(() => undefined); // told below
  const deadline = performance.now() + 120_000;
  let events: number[] = [];
  for (;;) {
    seen.push(await counted());
    if (!loading) {
      events = (await admin.query<{ at: number }>(written)).rows.map(({ at }) => at).slice(before);
      if (seen.at(-1)!.counted >= before + events.length) break;
    }
    if (performance.now() > deadline) throw new Error(`analytics has counted ${seen.at(-1)!.counted - before} of ${events.length} tickets`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const { perSecond } = await loaded;
  let next = 0;
  const latencies = events.map((at, n) => {
    while (seen[next]!.counted < before + n + 1) next += 1;
    return seen[next]!.at - at;
  });
  return { latencies, taken: perSecond };
}
