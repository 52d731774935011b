import type { ReceivedEvent } from '@aftercare/contracts';
import { ShardRelays, Timers, Unit, type Handler, type Logger, type Timer, type TimerLimits, type UnitLimits, type UnitStatus } from '@aftercare/event-bus';
import { Moved, noticeOf, Noticed, topics, Weighed } from './contracts';
import type { Command, ProcessName, Troubled, UnitName } from './plan';
import { Process } from './process';
import type { MemoryBroker } from './twins/memory-broker';
import { MemoryBus } from './twins/memory-bus';
import type { MemoryDatabase, MemoryTx } from './twins/memory-database';
import { MemoryRelaySession } from './twins/memory-relay-session';
import { MemoryStore } from './twins/memory-store';
import type { World } from './world';

/** Who reads: the units of the service that has the events, and that of another one. */
export type Reading = UnitName | 'reader';

/** An event has taken effect in a unit. Rows of the database of its service, in the order of commits. */
export interface Effect {
  readonly unit: Reading;
  readonly eventId: string;
  readonly topic: string;
  readonly type: string;
  readonly key: string;
  readonly sequence: number;
  /** By a handler that was let in although it begins in the middle. */
  readonly sinceNow: boolean;
}

/** What became of a subject's timer. Rows as well. */
export interface Ring {
  readonly subject: string;
  readonly what: 'set' | 'taken back' | 'fired';
  readonly dueAt: number;
  readonly at: number;
}

/** A fault of what is called, as long as it lasts. */
export interface Trouble {
  readonly unit: Troubled;
  readonly key: string;
  readonly trouble: 'poison' | 'transient';
}

/** What is deployed: whether reactions have a handler for `Weighed`, and from when on it is said to count. */
export type Version = 'first' | 'weighing' | 'weighing since now';

/** What all processes share. */
export interface Common {
  readonly world: World;
  /** Of the service that has the events. */
  readonly database: MemoryDatabase;
  /** Of a service that only reads; null in most runs, which have none. */
  readonly reader: MemoryDatabase | null;
  readonly broker: MemoryBroker;
  readonly effects: Effect[];
  readonly rings: Ring[];
  readonly troubles: Set<Trouble>;
  version: Version;
}

/** A process of one of the services, as the person on duty sees it. */
export interface Running {
  readonly process: Process;
  readonly database: MemoryDatabase;
  readonly units: readonly { status(): UnitStatus }[];
  readonly relays: Pick<ShardRelays, 'status'> | null;
  start(): void;
}

/** In which database a unit keeps its rows. */
export const databaseOf = ({ database, reader }: Common, unit: Reading): MemoryDatabase => (unit === 'reader' ? (reader as MemoryDatabase) : database);
export const readings = ({ reader }: Common): readonly Reading[] => (reader ? ['reactions', 'views', 'reader'] : ['reactions', 'views']);
/** The unit's name among the rows of its database. */
export const rowName = (unit: Reading): UnitName => (unit === 'reader' ? 'views' : unit);

const name = 'simulation';
/** A few virtual minutes have to be enough. */
const limits: Partial<UnitLimits> = {
  isolateAfterMs: 2_000, transientMs: 8_000, restMs: 500, firstRetryMs: 500, longestRetryMs: 4_000, retries: 5, pollMs: 300, idlePollMs: 1_000,
  outage: { keys: 4, windowMs: 10_000, firstPauseMs: 2_000, longestPauseMs: 8_000 },
};
const timerLimits: Partial<TimerLimits> = { pollMs: 1_000, restMs: 500, firstRetryMs: 500, longestRetryMs: 4_000, attempts: 5 };
const reminder = 'parcel.reminder';

class Passing extends Error {
  readonly code = '53300';
}

const loggerOf = ({ world }: Common, processName: string): Logger => {
  const note = (fields: object, message: string): void => world.tell(() => `${processName}: ${message} ${JSON.stringify(fields)}`);
  return { debug: () => undefined, info: note, warn: note, error: note };
};

/** Lets events take effect, as rows that come with the transaction. */
const takeEffect = async ({ effects }: Common, store: MemoryStore, unit: Reading, events: readonly ReceivedEvent[], tx: MemoryTx, sinceNow = false): Promise<void> => {
  await store.on(tx, `effect in ${unit}`, (server) => {
    for (const { id: eventId, type, key, sequence } of events) {
      const { topic } = type === Noticed.type ? Noticed : Moved;
      server.afterwards(() => effects.push({ unit, eventId, topic, type, key, sequence, sinceNow }));
    }
  });
};

/** One process of the service: its real relays, units and timers, on the twins. */
export class Service implements Running {
  readonly process: Process;
  readonly database: MemoryDatabase;
  readonly store: MemoryStore;
  readonly relays: ShardRelays;
  readonly units: readonly Unit<MemoryTx>[];
  readonly timers: Timers<MemoryTx>;

  constructor(
    private readonly common: Common,
    processName: ProcessName,
  ) {
    const { world, database, broker, version } = common;
    this.database = database;
    this.process = new Process(world, processName);
    const { surroundings } = this.process;
    this.store = new MemoryStore(this.process, database);
    const logger = loggerOf(common, processName);
    const openBus = (): MemoryBus => new MemoryBus(this.process, broker);
    this.relays = new ShardRelays({ service: name, openBus, open: (shard) => MemoryRelaySession.open(this.process, database, name, shard), surroundings, logger, topics });
    this.store.committed = () => this.relays.kick();
    const bus = openBus();
    const unit = (of: UnitName, handlers: readonly Handler<MemoryTx>[]) => new Unit({ name: of, service: name, handlers, bus, store: this.store, surroundings, logger, metrics: {}, limits });
    const weigh: Handler<MemoryTx> = {
      name: 'Notices.weigh', contracts: [Weighed], ...(version === 'weighing since now' && { since: 'now' as const }),
      call: (event, tx) => takeEffect(common, this.store, 'reactions', [event as ReceivedEvent], tx, version === 'weighing since now'),
    };
    this.units = [
      unit('views', [{ name: 'Rows.apply', contracts: [Moved, Noticed], call: (events, tx) => this.#apply('views', events as ReceivedEvent[], tx) }]),
      unit('reactions', [
        {
          name: 'Notices.send', contracts: [Moved],
          call: async (payload, tx) => {
            const event = payload as ReceivedEvent;
            await this.#apply('reactions', [event], tx);
            this.store.raise(tx, Noticed.of({ noticeId: noticeOf(event.key) }) as never, event.id);
          },
        },
        { name: 'Notices.count', contracts: [Noticed], call: (event, tx) => this.#apply('reactions', [event as ReceivedEvent], tx) },
        ...(version === 'first' ? [] : [weigh]),
      ]),
    ];
    const remind = { lock: (tx: MemoryTx, subject: string) => this.#holdToRemind(tx, subject), fire: (timer: Timer, tx: MemoryTx) => this.#remind(timer, tx) };
    this.timers = new Timers({ service: name, firings: new Map([[reminder, remind]]), store: this.store.timers, surroundings, logger, limits: timerLimits });
  }

  start(): void {
    this.relays.start();
    this.timers.start();
    for (const unit of this.units) unit.start();
  }

  /** A business transaction; true when it is known to be committed. */
  async command({ parcels, thinks, aborts, reminds, weighs }: Omit<Command, 'at' | 'process'>): Promise<boolean> {
    const { store } = this;
    try {
      await store.transaction({}, async (tx) => {
        for (const parcelId of parcels) store.raise(tx, Moved.of({ parcelId }) as never);
        if (weighs) store.raise(tx, Weighed.of({ parcelId: parcels[0] as string }) as never);
        if (reminds !== null) await this.#arrange(tx, parcels[0] as string, reminds);
        if (thinks > 0) await this.process.surroundings.pause(thinks);
        if (aborts) throw new Error('the command is refused');
      });
      return true;
    } catch (error) {
      this.common.world.tell(() => `${this.process.name}: command has failed: ${String(error)}`);
      return false;
    }
  }

  /** Sets a parcel's timer anew, or takes it back. */
  async #arrange(tx: MemoryTx, subject: string, after: number | 'never'): Promise<void> {
    const { timers } = this.store;
    await this.#hold(tx, subject);
    if (after === 'never') {
      await timers.cancel(tx, reminder, subject);
      return this.#ring(tx, subject, 'taken back', 0);
    }
    const dueAt = Math.ceil(this.common.world.now + after);
    await timers.set(tx, { kind: reminder, subject, branchId: null, dueAt: new Date(dueAt), data: {} });
    this.#ring(tx, subject, 'set', dueAt);
  }

  /** Locks a parcel, as a store does that changes it. */
  #hold(tx: MemoryTx, subject: string): Promise<void> {
    const { database } = this.common;
    return this.store.on(tx, 'lock subject', (server) => database.locks.take(server, database.subjects, subject));
  }

  async #holdToRemind(tx: MemoryTx, subject: string): Promise<void> {
    await this.#hold(tx, subject);
    this.#stumble('subjects', [subject]);
  }

  async #remind({ subject, dueAt }: Timer, tx: MemoryTx): Promise<void> {
    this.#ring(tx, subject, 'fired', dueAt.getTime());
    this.store.raise(tx, Moved.of({ parcelId: subject }) as never);
    this.#stumble('timers', [subject]);
  }

  #ring(tx: MemoryTx, subject: string, what: Ring['what'], dueAt: number): void {
    const { rings, world } = this.common;
    const { now: at } = world;
    tx.server.afterwards(() => rings.push({ subject, what, dueAt, at }));
  }

  async #apply(unit: UnitName, events: readonly ReceivedEvent[], tx: MemoryTx): Promise<void> {
    await takeEffect(this.common, this.store, unit, events, tx);
    this.#stumble(unit, events.map(({ key }) => key));
  }

  #stumble(unit: Troubled, keys: readonly string[]): void {
    const trouble = [...this.common.troubles].find((one) => one.unit === unit && keys.includes(one.key));
    if (trouble) throw trouble.trouble === 'poison' ? new Error(`the handler breaks at ${trouble.key}`) : new Passing('the handler finds something busy');
  }
}

/** The one process of another service, with a database of its own: a projection of the first one's events. */
export class Reader implements Running {
  readonly process: Process;
  readonly units: readonly Unit<MemoryTx>[];
  readonly relays = null;

  constructor(
    common: Common,
    readonly database: MemoryDatabase,
  ) {
    this.process = new Process(common.world, 'reader');
    const { surroundings } = this.process;
    const store = new MemoryStore(this.process, database);
    const apply: Handler<MemoryTx> = { name: 'Known.apply', contracts: [Moved, Noticed], call: (events, tx) => takeEffect(common, store, 'reader', events as ReceivedEvent[], tx) };
    this.units = [new Unit({ name: 'views', service: 'reader', handlers: [apply], bus: new MemoryBus(this.process, common.broker), store, surroundings, logger: loggerOf(common, 'reader'), metrics: {}, limits })];
  }

  start(): void {
    for (const unit of this.units) unit.start();
  }
}
