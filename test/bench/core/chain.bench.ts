import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@aftercare/testing';
import type { BenchContext, Series } from '../../../tools/bench/bench.ts';
import { BenchProcess, fillEvents, fillOutbox, startStack } from './stack.ts';
import type { Role, Stack } from './stack.ts';

export const name = 'chain';
export const expectedSeconds = 95;

const backlog = 30_000;
const liveSeconds = 3;
const callers = 16;

interface Taken {
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

/**
 * The whole way: a service with its relay, the broker, a service with a projection. Against the same two processes with nothing
 * but kafkajs and the least SQL in them. From a backlog, between the first and the last transaction of the projection; live, 16
 * callers that write one event at a time, until the last one took effect.
 */
export async function run({ runs, postgres, kafka, say }: BenchContext): Promise<readonly Series[]> {
  const [databases, brokers] = [await postgres(), await kafka()];
  const figures = { ours: { backlog: [] as number[], live: [] as number[] }, raw: { backlog: [] as number[], live: [] as number[] } };
  for (let round = 1; round <= runs; round++) {
    for (const kind of ['ours', 'raw'] as const) {
      const stack = await startStack(databases, brokers);
      try {
        await fillEvents(stack, backlog);
        await fillOutbox(stack, backlog, 1);
        const [fromBacklog, live] = await measured(stack, kind === 'ours' ? ['writer', 'reader'] : ['raw-writer', 'raw-reader']);
        figures[kind].backlog.push(fromBacklog);
        figures[kind].live.push(live);
        say(`run ${round}, ${kind}: ${fromBacklog.toFixed(0)}/s from the backlog, ${live.toFixed(0)}/s live`);
      } finally {
        await stack.close();
      }
    }
  }
  const target = { of: 'ratio', atLeast: 0.8 } as const;
  return [
    { name: 'whole chain, from a backlog', unit: '1/s', target, values: figures.ours.backlog, limits: figures.raw.backlog },
    { name: `whole chain, live, ${callers} callers`, unit: '1/s', target, values: figures.ours.live, limits: figures.raw.live },
  ];
}

async function measured(stack: Stack, [writing, reading]: readonly [Role, Role]): Promise<[backlog: number, live: number]> {
  const reader = await BenchProcess.start(reading, stack);
  const writer = await BenchProcess.start(writing, stack);
  try {
    await reader.call('listen');
    await eventually(async () => {
      if (!(await reader.call<boolean>('ready'))) throw new Error('the reader is not ready');
    }, { within: 30_000 });
    await writer.call('relay');
    const done = async (events: number): Promise<Taken> => {
      await eventually(async () => {
        await delay(20);
        const count = await reader.call<number>('count');
        if (count < events) throw new Error(`${count} of ${events} events took effect`);
      }, { within: 120_000 });
      return reader.call<Taken>('taken');
    };
    const queued = await done(backlog);
    const from = performance.now();
    const committed = await writer.call<readonly unknown[]>('closed', callers, liveSeconds);
    await done(committed.length);
    return [(queued.count * 1000) / (queued.last - queued.first), (committed.length * 1000) / (performance.now() - from)];
  } finally {
    await Promise.all([writer.kill(), reader.kill()]);
  }
}
