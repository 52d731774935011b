import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@aftercare/testing';
import type { BenchContext, Series } from '../../../tools/bench/bench.ts';
import { median, percentile } from '../../../tools/bench/report.ts';
import { BenchProcess, startStack } from './stack.ts';

export const name = 'endurance';
export const expectedSeconds = 610;

type Times = readonly (readonly [number: number, at: number])[];
interface Taken {
  readonly count: number;
  readonly applied: Times;
}

/** One round, two minutes of it in all; five of them are the run of ten minutes. */
const burstSeconds = 60;
const restSeconds = 20;
const steadySeconds = 20;

/**
 * A service that appends, with its relay, and another with a projection, each in a process of its own, for ten minutes: 200/s,
 * 500/s, then ten times the peak, 2,000 events/s in 500 transactions by 16 callers, then rest. From the return of COMMIT to the return of the
 * projection's COMMIT. The memory's slope is that of a line through the rests after the first round.
 */
export async function run({ runs, postgres, kafka, say }: BenchContext): Promise<readonly Series[]> {
  const stack = await startStack(await postgres(), await kafka());
  const processes: BenchProcess[] = [];
  try {
    const reader = await BenchProcess.start('reader', stack);
    processes.push(reader);
    const writer = await BenchProcess.start('writer', stack);
    processes.push(writer);
    await reader.call('listen');
    await reader.call('note');
    await writer.call('relay');
    for (const one of processes) await eventually(async () => {
      if (!(await one.call<boolean>('ready'))) throw new Error('not ready');
    }, { within: 30_000 });

    /** Writes, waits until all of it took effect, and gives each event's delay in ms. */
    const measured = async (how: 'open' | 'paced', perSecond: number, seconds: number): Promise<{ delays: number[]; taken: number; drainedAfter: number }> => {
      const committed = await writer.call<Times>(how, perSecond, seconds, 4);
      const applied = new Map<number, number>();
      await eventually(async () => {
        for (const [number, at] of (await reader.call<Taken>('taken')).applied) applied.set(number, at);
        if (applied.size < committed.length) throw new Error(`${applied.size} of ${committed.length} events took effect`);
      }, { within: 120_000 });
      // A transaction that is applied before its writer knows of its end counts as 0.
      const delays = committed.map(([number, at]) => Math.max(0, applied.get(number)! - at));
      const end = committed.reduce((latest, [, at]) => Math.max(latest, at), 0);
      return { delays, taken: committed.length / seconds, drainedAfter: Math.max(0, [...applied.values()].reduce((latest, at) => Math.max(latest, at), 0) - end) };
    };
    await measured('open', 50, 3); // code and connections are warm after it

    const figures = new Map<string, number[]>();
    const note = (figure: string, value: number): void => void figures.set(figure, [...(figures.get(figure) ?? []), value]);
    const memory = { writer: [] as number[], reader: [] as number[] };
    for (let round = 1; round <= runs; round++) {
      for (const perSecond of [200, 500]) {
        const { delays } = await measured('open', perSecond, steadySeconds);
        note(`p50 at ${perSecond}/s`, percentile(delays, 0.5));
        note(`p99 at ${perSecond}/s`, percentile(delays, 0.99));
      }
      const { delays, taken, drainedAfter } = await measured('paced', 2_000, burstSeconds);
      note('taken', taken);
      note('longest', delays.reduce((most, one) => Math.max(most, one), 0) / 1000);
      note('drained', drainedAfter / 1000);
      await delay(restSeconds * 1000);
      memory.writer.push(await writer.call<number>('megabytes'));
      memory.reader.push(await reader.call<number>('megabytes'));
      say(`round ${round}: ${[...figures].map(([figure, values]) => `${figure} ${values.at(-1)!.toFixed(1)}`).join(', ')}; RSS ${memory.writer.at(-1)!.toFixed(0)} and ${memory.reader.at(-1)!.toFixed(0)} MB`);
    }
    const series = (figure: string, called: string, unit: string, atMost: number | null): Series => ({ name: called, unit, target: atMost === null ? null : { of: 'value', atMost }, values: figures.get(figure)! });
    const roundMinutes = (2 * steadySeconds + burstSeconds + restSeconds) / 60;
    return [
      series('p50 at 200/s', 'commit → projection, p50 at 200/s', 'ms', 15),
      series('p99 at 200/s', 'commit → projection, p99 at 200/s', 'ms', 60),
      series('p50 at 500/s', 'commit → projection, p50 at 500/s', 'ms', null),
      series('p99 at 500/s', 'commit → projection, p99 at 500/s', 'ms', null),
      { name: `events taken, when 2,000/s are asked for, ${burstSeconds} s`, unit: '1/s', target: { of: 'value', atLeast: 1_900 }, values: figures.get('taken')! },
      series('longest', 'commit → projection, longest at that load', 's', 5),
      series('drained', 'all applied after the end of that', 's', null),
      // A slope needs two rests after the first round.
      ...(runs < 3 ? [] : (['writer', 'reader'] as const).flatMap((who): Series[] => [
        { name: `RSS of the ${who}, after each burst`, unit: 'MB', target: null, values: memory[who] },
        { name: `RSS of the ${who}, slope after the first round`, unit: 'MB/min', target: { of: 'value', atMost: 1 }, values: [slope(memory[who].slice(1)) / roundMinutes] },
      ])),
    ];
  } finally {
    await Promise.all(processes.map((one) => one.kill()));
    await stack.close();
  }
}

/** The median of the slopes between any two points (Theil–Sen): one garbage collection more or less does not turn it. */
function slope(values: readonly number[]): number {
  const slopes = values.flatMap((from, at) => values.slice(at + 1).map((to, further) => (to - from) / (further + 1)));
  return median(slopes);
}
