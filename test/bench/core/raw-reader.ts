// What a service with one projection costs at least: kafkajs, and one transaction for all batches that wait.
import { Kafka, logLevel } from 'kafkajs';
import type { KafkaMessage } from 'kafkajs';
import pg from 'pg';
import { firstsOf, guardKeys, moveOffset } from './raw-sql.ts';
import { monotonic, options, serve } from './serve.ts';
import { movedOf } from './stack.ts';
import { foldedView, upsertView } from './view.ts';

const { topic } = movedOf(options.tag);
const client = new pg.Client({ connectionString: options.databaseUrl });
await client.connect();
const consumer = new Kafka({ brokers: [options.brokers], logLevel: logLevel.NOTHING, retry: { retries: 30, initialRetryTime: 100, maxRetryTime: 500 } }).consumer({ groupId: `raw-${options.tag}`, maxWaitTimeInMs: 1_000 });
let joined = false;
let count = 0;
let first = 0;
let last = 0;
let waiting: { readonly partition: number; readonly messages: readonly KafkaMessage[]; readonly done: () => void }[] = [];
let turning = false;

async function turn(): Promise<void> {
  if (turning) return;
  turning = true;
  while (waiting.length > 0) {
    await new Promise((resolve) => setImmediate(resolve)); // the other batches of the same fetch arrive meanwhile
    const batches = waiting;
    waiting = [];
    const events = batches.flatMap(({ messages }) => messages.map(({ key, value, headers }) => {
      JSON.parse(value!.toString());
      return { key: key!.toString(), sequence: Number(headers!['ce_sequence']) };
    }));
    const firsts = firstsOf(events);
    const [viewKeys, counts, lasts] = foldedView(events);
    const ends = batches.map(({ messages }) => messages.at(-1)!);
    await client.query('BEGIN');
    await client.query({ ...moveOffset, values: [topic, batches.map(({ partition }) => partition), ends.map(({ offset }) => Number(offset) + 1), ends.map(({ headers }) => String(headers!['ce_id']))] });
    await client.query({ ...guardKeys, values: [topic, viewKeys, viewKeys.map((key) => firsts.get(key)), lasts] });
    await client.query({ ...upsertView, values: [viewKeys, counts, lasts] });
    await client.query('COMMIT');
    last = monotonic();
    if (count === 0) first = last;
    count += events.length;
    for (const { done } of batches) done();
  }
  turning = false;
}

serve({
  listen: async () => {
    consumer.on(consumer.events.GROUP_JOIN, () => void (joined = true));
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false, eachBatchAutoResolve: true, partitionsConsumedConcurrently: 12,
      eachBatch: ({ batch }) => new Promise((done) => {
        waiting.push({ partition: batch.partition, messages: batch.messages, done: () => done() });
        void turn();
      }),
    });
  },
  ready: () => joined,
  count: () => count,
  taken: () => {
    const all = { count, first, last };
    count = 0;
    return all;
  },
});
