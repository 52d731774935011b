import 'reflect-metadata';
import { awaitsHit, dieAt } from './awaits';
import { systemPrincipal, type Principal } from '@aftercare/auth';
import { ensureTopics, KafkaBus, LogTail, realSurroundings, releaseKey, SqlTimerStore, Timers, waitForBroker, type Firing } from '@aftercare/event-bus';
import { aggregateStore, cancelTimer, clockState, Database, documentNumber, Feed, forgetOldCommands, goOnAfter, migrate, moveClock, runCommand, runCommandsTogether, setTimer, Together, type Command, type MigrateOptions, type Migration, type Tx } from '@aftercare/event-store';
import { newId, RuleViolation } from '@aftercare/kernel';
import { EntitySchema } from 'typeorm';
import { branch, contractsOf } from './contracts';
import { depotMigrations } from './migrations';
import { serveParent, workerLogger, workerOptions, type WorkerOptions } from './worker';

export type ClerkOptions = Pick<WorkerOptions, 'databaseUrl' | 'brokers' | 'tag' | 'kafka' | 'awaits'>;

/** A command on one parcel. `write` makes a repetition recognisable, and is in the event that it raises. */
export interface Order {
  readonly id: string;
  readonly write: string;
  /** Sets a timer of this kind that raises an event with this write of its own; one that is stubborn fails once before. */
  readonly remind?: { readonly kind: 'willing' | 'stubborn'; readonly inMs: number; readonly write: string };
  /** Takes the willing timer back. */
  readonly calm?: boolean;
  /** Among several that go together: `nothing` is to be done, or it is refused, and with it all that go together with it. */
  readonly comesTo?: 'nothing' | 'refusal';
}

interface Moved {
  readonly parcelId: string;
  readonly write: string;
  readonly order: Omit<Order, 'id' | 'write'>;
  readonly at: Date;
}

class Parcel {
  id: string;
  branchId: string;
  version: number;

  static arrived(id: string): Parcel {
    return Object.assign(new Parcel(), { id, branchId: branch, version: 1 });
  }

  moved(write: string, at: Date, order: Omit<Order, 'id' | 'write'> = {}): Moved[] {
    return [{ parcelId: this.id, write, order, at }];
  }
}

const mapping = new EntitySchema<{ id: string; branchId: string; version: number }>({
  name: 'parcel',
  target: Parcel,
  columns: { id: { type: 'uuid', primary: true }, branchId: { type: 'text', name: 'branch_id' }, version: { type: 'int' } },
});

const person: Principal = { subject: 'ST030', kind: 'staff', roles: ['clerk'], branches: [branch] };

/** A service that nobody has made yet. */
interface Fresh {
  readonly adminUrl: string;
  readonly service: string;
}

const optionsOf = (fresh: Fresh, migrations: readonly Migration[] = depotMigrations): MigrateOptions => ({ ...fresh, migrations, passwords: { migrate: 'test', app: 'test', report: 'test' } });

/** A process of the service `depot` that works by commands and timers, reads its feed, and does the operator's chores. */
const main = async (): Promise<void> => {
  const { databaseUrl, brokers: list, tag, kafka } = workerOptions<ClerkOptions>();
  const service = 'depot';
  const brokers = list.split(',');
  const contracts = contractsOf(tag);
  class ParcelStore extends aggregateStore<Parcel, Moved>({
    kind: 'parcel',
    mapping,
    publishes: ({ parcelId, write }) => contracts.Moved.of({ parcelId, branchId: branch, write }),
    timers: ({ order: { remind, calm }, at }) => [
      ...(remind ? [{ set: remind.kind, dueAt: new Date(at.getTime() + remind.inMs), data: { write: remind.write } }] : []),
      ...(calm ? [{ cancel: 'willing' }] : []),
    ],
    inFeed: true,
  }) {}
  const database = await Database.open({ url: databaseUrl, service, poolSize: 6, statementMs: 5_000, mappings: [mapping] });
  const parcels = new ParcelStore(database);
  const feed = new Feed<{ id: string }>('parcel', 'version');
  const bus = new KafkaBus({ brokers, clientId: service, logger: workerLogger, limits: kafka });

  const firing = (fails: boolean): Firing<Tx> => ({
    lock: (tx, subject) => parcels.lockIn(tx, subject),
    fire: async ({ subject, data, attempts }, tx) => {
      if (fails && attempts === 0) throw new Error('not at the first time');
      await parcels.changeIn(tx, subject, (parcel, { now }) => parcel.moved(String(data['write']), now));
    },
  });
  const timers = new Timers({
    service, store: new SqlTimerStore(database), surroundings: realSurroundings, logger: workerLogger,
    firings: new Map([['willing', firing(false)], ['stubborn', firing(true)]]), limits: { pollMs: 100, restMs: 100, firstRetryMs: 100 },
  });
  timers.start();

  const command = (route: string, write: string): Command => ({ principal: person, permission: 'ticket:open', idempotencyKey: write, route, bodyHash: 'same', version: null, correlationId: newId() });
  const arrive = ({ id, write, ...order }: Order) => (now: Date) => {
    const aggregate = Parcel.arrived(id);
    return { aggregate, events: aggregate.moved(write, now, order), answer: id };
  };

  const moves = new Together<{ readonly command: Command; readonly order: Order }, null>({
    most: 50, mostWaiting: 100, idOf: ({ order }) => order.write,
    work: (items) => runCommandsTogether(database, items, async (tx, anew) => {
      if (anew.some(({ order }) => order.comesTo === 'refusal')) throw new RuleViolation('parcel.refused');
      await parcels.changeAllIn(tx, anew.map(({ order }) => order.id), (parcel, { now }) =>
        anew.filter(({ order }) => order.id === parcel.id && order.comesTo !== 'nothing').flatMap(({ order }) => parcel.moved(order.write, now)));
      return anew.map(({ order }) => ({ status: 'fulfilled', value: { answer: null, subject: order.id, branchId: branch } }));
    }),
  });

  const stop = async (): Promise<void> => {
    await timers.stop();
    await bus.close();
    await database.close();
  };
  serveParent({
    dieAt,
    awaits: awaitsHit,
    open: (order: Order) =>
      parcels.create<string, string>(({ now }) => arrive(order)(now), command('POST /parcels', order.write), (tx, now) => documentNumber(tx, { kind: 'PA', branchId: branch, shortCode: 'HZ', year: now.getUTCFullYear() })),
    /** Made inside a transaction of somebody else, as an import does. */
    take: (order: Order) =>
      runCommand(database, command('POST /parcels/import', order.write), async (tx) => ({ answer: await parcels.createIn(tx, ({ now }) => arrive(order)(now)), subject: order.id, branchId: branch })),
    /** As an import does that brings in the past: many at once, numbered elsewhere. */
    takeAll: ([first, ...more]: [Order, ...Order[]]) =>
      runCommand(database, command('POST /parcels/past', first.write), async (tx) => {
        await goOnAfter(tx, 'PA', [{ number: 'PA-HZ-2025-000123', branchId: branch, shortCode: 'HZ' }]);
        await parcels.createAllIn(tx, ({ now }) => [first, ...more].map((order) => arrive(order)(now)));
        return { answer: null, subject: first.id, branchId: branch };
      }),
    /** Decides that nothing is to be done. */
    leave: ({ id, write }: Order) => parcels.change(id, () => [], command('POST /parcels/:id/leave', write)),
    /** A timer that no event sets, and that is taken back at once. */
    ponder: ({ id, write }: Order) =>
      database.withTx({ principal: systemPrincipal(service, '*'), branches: '*' }, async (tx) => {
        await setTimer(tx, { kind: 'willing', subject: id, branchId: branch, dueAt: new Date((await tx.now()).getTime() + 3_600_000), data: { write } });
        await cancelTimer(tx, 'willing', id);
      }),
    move: ({ id, write, ...order }: Order) => parcels.change(id, (parcel, { now }) => parcel.moved(write, now, order), command('POST /parcels/:id/move', write)),
    /** The first one goes alone, the others together. */
    moveAll: (orders: readonly Order[]) => Promise.all(orders.map((order) =>
      moves.take({ command: command('POST /parcels/:id/move', order.write), order }).catch((error: unknown) => {
        if (order.comesTo !== 'refusal' || !(error instanceof RuleViolation)) throw error;
      }))),
    consider: async ({ id, write }: Order) => (await parcels.consider(id, (parcel, { now }) => parcel.moved(write, now), command('POST /parcels/:id/move', write))).version,
    /** Gives the code of the rule. */
    refuse: async ({ id, write }: Order) => {
      try {
        await parcels.change(id, () => {
          throw new RuleViolation('parcel.refused');
        }, command('POST /parcels/:id/refuse', write));
        return null;
      } catch (error) {
        if (error instanceof RuleViolation) return error.code;
        throw error;
      }
    },
    read: async () => (await feed.page(database, person, 'ticket:read', null, 100)).items.length,
    forget: () => forgetOldCommands(database),
    clock: async () => {
      await moveClock(database, 1_000);
      return (await clockState(database)).aheadMs;
    },
    migrate: (fresh: Fresh) => migrate(optionsOf(fresh)),
    /** Several at a time, until some of them have got in each other's way. */
    collide: async (fresh: Fresh) => {
      for (let n = 0; n < 5; n++) await Promise.all(Array.from({ length: 4 }, () => migrate(optionsOf(fresh))));
    },
    /** Gives what the migration that cannot be applied said. */
    stumble: (fresh: Fresh) => migrate(optionsOf(fresh, [...depotMigrations, { name: '9002-broken', sql: 'SELECT 1/0' }])).then(() => null, String),
    topics: (topics: string[]) => ensureTopics(brokers, topics),
    broker: () => waitForBroker(brokers, 20_000),
    /** Gives what the broker said to a record for a topic that there is not. */
    stray: (topic: string) => bus.publishBatch([{ topic, key: newId(), value: Buffer.from('{}'), headers: {} }]).then(() => null, String),
    /** Hears a topic as nobody should: what it throws at the first batch is not caught. */
    hear: async (topic: string) => {
      let heard = 0;
      let twice = (): void => undefined;
      const again = new Promise<void>((resolve) => (twice = resolve));
      const subscription = bus.subscribe({ group: `${service}.clerk.${newId()}`, topic, hints: () => Promise.resolve(new Map()) }, {
        assigned: (partitions) => Promise.resolve(new Map(partitions.map((partition) => [partition, 0n]))),
        lost: () => undefined,
        batch: ({ from }) => {
          heard += 1;
          if (heard === 1) return Promise.reject(new Error('not at the first time'));
          twice();
          return Promise.resolve(from);
        },
      });
      await again;
      await subscription.close();
    },
    /** Follows a topic until something comes. */
    tail: async (topic: string) => {
      const tail = new LogTail({ brokers, clientId: service, logger: workerLogger, topics: [topic] });
      try {
        for (let heard = 0; heard === 0; ) heard = (await tail.next()).records.length;
      } finally {
        await tail.close();
      }
    },
    lag: async ({ group, topic }: { group: string; topic: string }) => (await bus.admin.committed(group, topic)).length,
    release: (key: string) => database.withTx({ principal: systemPrincipal(service, '*'), branches: '*' }, (tx) => releaseKey(tx, { topic: contracts.Moved.topic, key })),
  }, stop);
};

void main();
