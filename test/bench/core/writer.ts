// A service that appends, with its relay. Started by the benches.
import { systemPrincipal } from '@aftercare/auth';
import { KafkaBus, Relays } from '@aftercare/event-bus';
import { Database, statement } from '@aftercare/event-store';
import { closedLoop, openLoop, pacedLoop } from '../load.ts';
import { megabytes, monotonic, options, serve } from './serve.ts';
import { keys, movedOf, quiet } from './stack.ts';

const service = 'bench';
const Moved = movedOf(options.tag);
const context = { principal: systemPrincipal(service, '*'), branches: '*' } as const;
const change = statement('change-parcel', 'INSERT INTO parcel AS p (id, version) VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET version = p.version + 1');

const database = await Database.open({ url: options.databaseUrl, service, poolSize: 16, poolWaitMs: 60_000 });
const relays = new Relays({ databaseUrl: options.databaseUrl, service, openBus: () => new KafkaBus({ brokers: [options.brokers], clientId: service, logger: quiet }), logger: quiet, topics: [Moved.topic] });
database.onCommitted(() => relays.kick());

let number = 0;
let committed: [number: number, at: number][] = [];
let background = false;

/** One transaction: a parcel's state changes, and `events` tell about it. */
const append = (events: number) => async (): Promise<void> => {
  const parcelId = keys[Math.floor(Math.random() * keys.length)]!;
  const numbers = Array.from({ length: events }, () => ++number);
  await database.withTx(context, async (tx) => {
    await tx.query(change, [parcelId]);
    for (const one of numbers) tx.raise(Moved.of({ ...Moved.example, parcelId, number: one }), new Date());
  });
  const at = monotonic();
  for (const one of numbers) committed.push([one, at]);
};

/** When each event was committed; forgotten with the answer. */
const taken = (): [number: number, at: number][] => {
  const all = committed;
  committed = [];
  return all;
};

serve({
  relay: () => relays.start(),
  ready: () => relays.status().healthy,
  open: async (perSecond: number, seconds: number) => {
    await openLoop(perSecond, seconds, append(1));
    return taken();
  },
  paced: async (perSecond: number, seconds: number, events: number) => {
    await pacedLoop(perSecond / events, 16, seconds, append(events));
    return taken();
  },
  closed: async (width: number, seconds: number) => {
    await closedLoop(width, seconds, append(1));
    return taken();
  },
  /** Writes until the process ends; what cannot be committed is given up, as by callers who were told so. */
  writeOn: (perSecond: number) => {
    background = true;
    void (async () => {
      while (background) {
        await openLoop(perSecond, 1, () => append(1)().catch(() => undefined));
        taken();
      }
    })();
  },
  megabytes,
});
