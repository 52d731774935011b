import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { BenchContext, Series } from '../../tools/bench/bench.ts';
import { percentile } from '../../tools/bench/report.ts';
import { startBare } from './bare-system.ts';
import { httpClient } from './http-client.ts';
import { openLoop, pacedLoop } from './load.ts';
import { sendParts } from './parts-journey.ts';
import { copiesOf } from './core/copied-rows.ts';
import { usageBelow } from './processes.ts';

export const name = 'push';
export const expectedSeconds = 130;

const perSecond = 500;
const seconds = 8;
/** A load that two busy processors carry too: at it processor time is compared. */
const calm = 60;
const shipments = 4_000;
/** What is said of a parcel on its way, in turn: each push is news. */
const codes = ['1', '2', '201', '202'];

/** Carriers' pushes at 500 a second, each about another one of 4,000 shipments on their way. */
export async function run({ runs, say }: BenchContext): Promise<readonly Series[]> {
  const system = await startBare();
  const url = system.services['inventory']!.url;
  const pushing = httpClient(url, { connections: 64, expect: 200 });
  const admin = new pg.Client({ connectionString: system.databaseUrl });
  try {
    await admin.connect();
    const sender = await sendParts(system, admin);
    await sender.journey();
    await admin.query(await copiesOf(admin, 'inventory.shipment', onItsWay, theNewest), [shipments]);
    const authorization = `Bearer ${await system.tokenFor('inventory', 'CR01')}`;
    let pushes = 0;
    const push = (): Promise<void> => {
      const turn = pushes++;
      const said = { waybill: `BENCH${String(turn % shipments).padStart(8, '0')}`, code: codes[Math.floor(turn / shipments) % codes.length], eventTime: new Date().toISOString() };
      return pushing.post('/tracking-pushes', said, { authorization, 'idempotency-key': randomUUID() });
    };
    await openLoop(100, 3, push); // code and connections are warm after it
    const spent: Record<string, number[]> = { inventory: [], postgres: [] };
    for (let round = 1; round <= runs; round++) {
      const before = usageBelow(process.pid);
      const { durations } = await pacedLoop(calm, 8, seconds, push);
      const after = usageBelow(process.pid);
      for (const [name, values] of Object.entries(spent)) values.push((((after.get(name)?.cpuSeconds ?? 0) - (before.get(name)?.cpuSeconds ?? 0)) * 1_000) / durations.length);
      say(`run ${round}: ${durations.length} pushes, each ${Object.entries(spent).map(([name, values]) => `${values.at(-1)!.toFixed(2)} ms of ${name}`).join(', ')}, p99 ${percentile(durations, 0.99).toFixed(1)} ms`);
    }
    const taken: number[] = [];
    const p99: number[] = [];
    for (let round = 1; round <= runs; round++) {
      const { perSecond: rate, durations } = await openLoop(perSecond, seconds, push);
      taken.push(rate);
      p99.push(percentile(durations, 0.99));
      say(`run ${round}: ${rate.toFixed(0)} pushes/s, p99 ${p99.at(-1)!.toFixed(1)} ms`);
    }
    return [
      ...Object.entries(spent).map(([name, values]): Series => ({ name: `processor time of a push at ${calm}/s, ${name}`, unit: 'ms', target: null, values })),
      { name: 'pushes taken, 500/s asked for', unit: '1/s', target: { of: 'value', atLeast: perSecond * 0.95 }, values: taken },
      { name: 'a push, p99 at 500/s', unit: 'ms', target: { of: 'value', atMost: 100 }, values: p99 },
    ];
  } finally {
    pushing.close();
    await admin.end();
    await system.stop();
  }
}

/** What copies of the one that has really left are otherwise: each has a waybill of its own. */
const onItsWay = "jsonb_build_object('id', gen_random_uuid(), 'number', 'SH-BENCH-' || n, 'waybill', 'BENCH' || lpad(n::text, 8, '0'), 'state', 'in_transit', 'arrived_at', NULL, 'arrived_on', NULL, 'travelled_until', NULL, 'next_receipt_step_at', NULL)";
const theNewest = '(SELECT * FROM inventory.shipment ORDER BY id DESC LIMIT 1) o, generate_series(0, $1::int - 1) n';
