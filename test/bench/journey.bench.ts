import pg from 'pg';
import type { BenchContext, Series } from '../../tools/bench/bench.ts';
import { percentile } from '../../tools/bench/report.ts';
import { startBare } from './bare-system.ts';
import { closedLoop } from './load.ts';
import { sendParts } from './parts-journey.ts';

export const name = 'journey';
export const expectedSeconds = 120;

const width = 12;
const seconds = 10;

/** Parts from the request to the receipt over HTTP: seven commands by four people, one caller for each of twelve branches. */
export async function run({ runs, say }: BenchContext): Promise<readonly Series[]> {
  const system = await startBare();
  const admin = new pg.Client({ connectionString: system.databaseUrl });
  try {
    await admin.connect();
    const { journey } = await sendParts(system, admin);
    await closedLoop(width, 3, journey); // code and connections are warm after it
    const taken: number[] = [];
    const p99: number[] = [];
    for (let round = 1; round <= runs; round++) {
      const { perSecond, durations } = await closedLoop(width, seconds, journey);
      taken.push(perSecond);
      p99.push(percentile(durations, 0.99));
      say(`run ${round}: ${perSecond.toFixed(1)} journeys/s, p99 ${p99.at(-1)!.toFixed(0)} ms`);
    }
    return [
      { name: 'parts from request to receipt, 12 callers', unit: '1/s', target: null, values: taken },
      { name: 'a journey of seven commands, p99', unit: 'ms', target: null, values: p99 },
    ];
  } finally {
    await admin.end();
    await system.stop();
  }
}
