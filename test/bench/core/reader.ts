// A service with one projection. Started by the benches. Decorators are called as functions: Node runs this file as it is.
import 'reflect-metadata';
import type { ReceivedEvent } from '@aftercare/contracts';
import { EventUnits, KafkaBus, Projects } from '@aftercare/event-bus';
import { Database, statement } from '@aftercare/event-store';
import type { Tx } from '@aftercare/event-store';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { megabytes, monotonic, options, serve } from './serve.ts';
import { movedOf, quiet } from './stack.ts';

const Moved = movedOf(options.tag);
type Event = ReceivedEvent<typeof Moved.example>;

const upsert = statement(
  'apply-moved',
  `INSERT INTO view AS v (key, events, last) SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[])
   ON CONFLICT (key) DO UPDATE SET events = v.events + excluded.events, last = greatest(v.last, excluded.last)`,
);

let chunk: number[] = [];
let applied: [number: number, at: number][] = [];
let noting = false;
let count = 0;
let first = 0;
let last = 0;

class View {
  async apply(events: readonly Event[], tx: Tx): Promise<void> {
    const sums = new Map<string, { events: number; last: number }>();
    for (const { key, sequence } of events) {
      const { events: before = 0 } = sums.get(key) ?? {};
      sums.set(key, { events: before + 1, last: sequence });
    }
    const sorted = [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
    await tx.query(upsert, [sorted.map(([key]) => key), sorted.map(([, sum]) => sum.events), sorted.map(([, sum]) => sum.last)]);
    chunk = noting ? events.map(({ data }) => data.number) : [];
  }
}
Projects(Moved)(View.prototype, 'apply', Object.getOwnPropertyDescriptor(View.prototype, 'apply')!);
Controller()(View);
class Desk {}
Module({ controllers: [View] })(Desk);

const service = 'bench';
const database = await Database.open({ url: options.databaseUrl, service, poolSize: 8 });
const bus = new KafkaBus({ brokers: [options.brokers], clientId: service, logger: quiet });
/** Told right after the COMMIT. */
const metrics = {
  applied: (_: string, events: number): void => {
    last = monotonic();
    if (count === 0) first = last;
    count += events;
    for (const number of chunk) applied.push([number, last]);
    chunk = [];
  },
};
const units = new EventUnits({ service, bus, database, logger: quiet, metrics });
const app = await NestFactory.createMicroservice(Desk, { strategy: units, logger: false });

serve({
  listen: async () => {
    const from = monotonic();
    await app.listen();
    return from;
  },
  ready: () => units.unitStatus().every(({ healthy, assigned }) => healthy && assigned),
  /** From now on it is noted when each event took effect. */
  note: () => void (noting = true),
  count: () => count,
  /** How many took effect since the last such call, when the first transaction of them was committed, and the last one. */
  taken: () => {
    const all = { count, first, last, applied };
    applied = [];
    count = 0;
    return all;
  },
  megabytes,
});
