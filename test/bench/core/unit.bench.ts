import { encodeHeaders, sequenceHeader } from '@aftercare/contracts';
import { EventUnits } from '@aftercare/event-bus';
import type { EventBus, LogRecord } from '@aftercare/event-bus';
import { Database } from '@aftercare/event-store';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import type { BenchContext, Series } from '../../../tools/bench/bench.ts';
import { firstsOf, guardKeys, moveOffset } from './raw-sql.ts';
import { keys, movedOf, quiet, startStack } from './stack.ts';
import type { Stack } from './stack.ts';
import { foldedView, upsertView, viewModule } from './view.ts';

export const name = 'unit';
export const expectedSeconds = 60;

const windowMs = 1_000;
const ids = Array.from({ length: 10_000 }, () => crypto.randomUUID());

/**
 * A projection's transaction at several sizes, from records in memory: offset, guard, handler, COMMIT. Against the statements
 * alone, with their values at hand, on one connection.
 */
export async function run({ runs, postgres, kafka, say }: BenchContext): Promise<readonly Series[]> {
  const stack = await startStack(await postgres(), await kafka());
  try {
    const series: Series[] = [];
    for (const chunk of [1, 50, 500, 1_000]) {
      const values: number[] = [];
      const limits: number[] = [];
      for (let round = 1; round <= runs; round++) {
        values.push(await withUnit(stack, chunk));
        limits.push(await rawly(stack, chunk));
        say(`chunk ${chunk}, run ${round}: ${values.at(-1)!.toFixed(0)}/s, raw ${limits.at(-1)!.toFixed(0)}/s`);
      }
      series.push({ name: `unit, chunk ${chunk}`, unit: 'events/s', target: chunk < 500 ? null : { of: 'ratio', atLeast: 0.7 }, values, limits });
    }
    return series;
  } finally {
    await stack.close();
  }
}

/** Where events lie: the keys in turn, each from its first event on. */
const placeOf = (offset: number): { key: string; sequence: number } => ({ key: keys[offset % keys.length]!, sequence: 1 + Math.floor(offset / keys.length) });

const empty = ({ admin }: Stack): Promise<unknown> => admin.query('TRUNCATE consumer_offset, key_seq, view');

async function withUnit(stack: Stack, chunk: number): Promise<number> {
  await empty(stack);
  const contract = movedOf(stack.tag);
  const database = await Database.open({ url: stack.databaseUrl, service: 'bench', poolSize: 4 });
  let applied = 0;
  const units = new EventUnits({ service: 'bench', bus: memoryLog(contract, chunk), database, logger: quiet, metrics: { applied: (_, events) => void (applied += events) } });
  const app = await NestFactory.createMicroservice(viewModule(contract), { strategy: units, logger: false });
  await app.listen();
  try {
    await new Promise((resolve) => setTimeout(resolve, 500)); // code and connection are warm after it
    const before = applied;
    const from = performance.now();
    await new Promise((resolve) => setTimeout(resolve, windowMs));
    return ((applied - before) * 1000) / (performance.now() - from);
  } finally {
    await app.close();
    await database.close();
  }
}

/** A log of one partition without an end, handed over in batches of one size. What a record says of its key is made once: its making is not measured. */
function memoryLog(contract: ReturnType<typeof movedOf>, chunk: number): EventBus {
  const { topic, type, source, schemaId, example } = contract;
  const bytes = (texts: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]));
  const idBytes = ids.map((id) => Buffer.from(id));
  const ofKey = new Map(keys.map((key) => [key, {
    key: Buffer.from(key),
    value: Buffer.from(JSON.stringify({ ...example, parcelId: key })),
    headers: bytes(encodeHeaders({ id: '', type, source, subject: key, time: '2026-01-01T00:00:00.000Z', dataschema: schemaId, correlationid: ids[0]!, branchid: example.branchId })),
  }]));
  const record = (offset: number): LogRecord => {
    const { key, sequence } = placeOf(offset);
    const { headers, ...same } = ofKey.get(key)!;
    return { topic, partition: 0, offset: BigInt(offset), ...same, headers: { ...headers, ce_id: idBytes[offset % ids.length]!, ce_sequence: Buffer.from(sequenceHeader(sequence)) } };
  };
  const refuse = (): never => {
    throw new Error('this log can only be read');
  };
  return {
    publishBatch: refuse,
    subscribe: (_, subscriber) => {
      const closing = new AbortController();
      const reading = (async () => {
        let from = (await subscriber.assigned([0], closing.signal)).get(0)!;
        while (!closing.signal.aborted) {
          const records = Array.from({ length: chunk }, (_, n) => record(Number(from) + n));
          from = await subscriber.batch({ topic, partition: 0, from, records, end: from + BigInt(chunk) }, closing.signal);
        }
      })();
      return {
        close: async () => {
          closing.abort();
          await reading;
        },
      };
    },
    admin: { offsets: () => Promise.resolve([{ partition: 0, low: 0n, high: 0n }]), committed: refuse, readRecord: refuse, ends: refuse, partitionOf: () => 0 },
    close: () => Promise.resolve(),
  };
}

async function rawly(stack: Stack, chunk: number): Promise<number> {
  await empty(stack);
  const { topic } = stack;
  const client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  try {
    let offset = 0;
    const once = async (): Promise<void> => {
      const events = Array.from({ length: chunk }, (_, n) => placeOf(offset + n));
      const firsts = firstsOf(events);
      const [viewKeys, counts, lasts] = foldedView(events);
      await client.query('BEGIN');
      await client.query({ ...moveOffset, values: [topic, [0], [offset + chunk], [ids[offset % ids.length]]] });
      await client.query({ ...guardKeys, values: [topic, viewKeys, viewKeys.map((key) => firsts.get(key)), lasts] });
      await client.query({ ...upsertView, values: [viewKeys, counts, lasts] });
      await client.query('COMMIT');
      offset += chunk;
    };
    for (const warm = performance.now() + 500; performance.now() < warm; ) await once();
    const before = offset;
    const from = performance.now();
    while (performance.now() < from + windowMs) await once();
    return ((offset - before) * 1000) / (performance.now() - from);
  } finally {
    await client.end();
  }
}
