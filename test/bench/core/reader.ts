// A service with one projection. Started by the benches.
import { EventUnits, KafkaBus } from '@aftercare/event-bus';
import { Database } from '@aftercare/event-store';
import { NestFactory } from '@nestjs/core';
import { megabytes, monotonic, options, serve } from './serve.ts';
import { movedOf, quiet } from './stack.ts';
import { viewModule } from './view.ts';

let chunk: number[] = [];
let applied: [number: number, at: number][] = [];
let noting = false;
let count = 0;
let first = 0;
let last = 0;

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
const app = await NestFactory.createMicroservice(viewModule(movedOf(options.tag), (events) => void (chunk = noting ? events.map(({ data }) => data.number) : [])), { strategy: units, logger: false });

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
