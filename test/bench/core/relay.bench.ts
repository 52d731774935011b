import { KafkaBus, Relays } from '@aftercare/event-bus';
import { eventually } from '@aftercare/testing';
import type { BenchContext, Series } from '../../../tools/bench/bench.ts';
import { rawRelay } from './raw-relay.ts';
import { fillEvents, fillOutbox, quiet, startStack } from './stack.ts';
import type { Stack } from './stack.ts';

export const name = 'relay';
export const expectedSeconds = 85;

const million = 1_000_000;
const few = 50_000;
const windowMs = 1_000;

/**
 * Events that wait in the outbox, published and taken off it, against kafkajs alone doing select, publish, delete of 500 at a time.
 * Both in this process; counted from the moment when every shard has sent something.
 */
export async function run({ runs, postgres, kafka, say }: BenchContext): Promise<readonly Series[]> {
  const stack = await startStack(await postgres(), await kafka());
  try {
    await fillEvents(stack, million);
    const series: Series[] = [];
    for (const shards of [1, 2]) {
      for (const backlog of [few, million]) {
        const values: number[] = [];
        const limits: number[] = [];
        if (backlog === million) await fillOutbox(stack, backlog, shards);
        for (let round = 1; round <= runs; round++) {
          if (backlog === few) await fillOutbox(stack, backlog, shards);
          values.push(await relayed(stack, shards));
          if (backlog === few) await fillOutbox(stack, backlog, shards);
          limits.push(await raw(stack, shards));
          say(`${shards} shard(s), ${backlog} wait, run ${round}: ${values.at(-1)!.toFixed(0)}/s, raw ${limits.at(-1)!.toFixed(0)}/s`);
        }
        series.push({ name: `relay, ${shards === 1 ? 'one shard' : 'two shards'}, ${backlog === few ? '50,000' : '1 M'} wait`, unit: '1/s', target: { of: 'ratio', atLeast: 0.9 }, values, limits });
      }
    }
    return series;
  } finally {
    await stack.close();
  }
}

/** Per second, from `begin` on, until the window is over. */
async function rate(counted: () => number): Promise<number> {
  const before = counted();
  const from = performance.now();
  await new Promise((resolve) => setTimeout(resolve, windowMs));
  return ((counted() - before) * 1000) / (performance.now() - from);
}

async function relayed({ databaseUrl, brokers, topic }: Stack, shards: number): Promise<number> {
  let published = 0;
  const leading = new Set<number>();
  const relays = new Relays({
    databaseUrl, service: 'bench', logger: quiet, topics: [topic],
    openBus: () => new KafkaBus({ brokers: [brokers], clientId: 'bench', logger: quiet }),
    metrics: { published: (events) => void (published += events), backlog: (shard, backlog) => void (backlog && leading.add(shard)) },
  });
  relays.start();
  try {
    await eventually(() => {
      if (published === 0 || leading.size < shards || !relays.status().leader) throw new Error(`relay: ${JSON.stringify(relays.status())}`);
    }, { within: 30_000 });
    return await rate(() => published);
  } finally {
    await relays.stop();
  }
}

async function raw(stack: Stack, shards: number): Promise<number> {
  const counts: number[] = Array.from({ length: shards }, () => 0);
  const stopping = new AbortController();
  const all = Promise.all(counts.map((_, shard) => rawRelay(stack, shard, stopping.signal, (events) => void (counts[shard]! += events))));
  all.catch(() => undefined); // told below
  try {
    await Promise.race([eventually(() => {
      if (counts.includes(0)) throw new Error('raw relay: nothing sent yet');
    }, { within: 30_000 }), all]);
    return await rate(() => counts.reduce((sum, count) => sum + count, 0));
  } finally {
    stopping.abort();
    await all;
  }
}
