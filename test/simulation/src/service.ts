import type { ReceivedEvent } from '@aftercare/contracts';
import { Relay, Timers, Unit, type Handler, type Logger, type Timer, type TimerLimits, type UnitLimits } from '@aftercare/event-bus';
import { Moved, noticeOf, Noticed, topics } from './contracts';
import type { Command, Troubled, UnitName } from './plan';
import { Process } from './process';
import type { MemoryBroker } from './twins/memory-broker';
import { MemoryBus } from './twins/memory-bus';
import type { MemoryDatabase, MemoryTx } from './twins/memory-database';
import { MemoryRelaySession } from './twins/memory-relay-session';
import { MemoryStore } from './twins/memory-store';
import type { World } from './world';

/** An event has taken effect in a unit. Rows of the service's database, in the order of commits. */
export interface Effect {
  readonly unit: UnitName;
  readonly eventId: string;
  readonly topic: string;
  readonly key: string;
  readonly sequence: number;
}

/** What became of a subject's timer. Rows as well. */
export interface Ring {
  readonly subject: string;
  readonly what: 'set' | 'taken back' | 'fired';
  readonly dueAt: number;
  readonly at: number;
}

/** A handler's fault, as long as it lasts. */
export interface Trouble {
  readonly unit: Troubled;
  readonly key: string;
  readonly trouble: 'poison' | 'transient';
}

/** What all processes of the service share. */
export interface Common {
  readonly world: World;
  readonly database: MemoryDatabase;
  readonly broker: MemoryBroker;
  readonly effects: Effect[];
  readonly rings: Ring[];
  readonly troubles: Set<Trouble>;
}

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

/** One process of the service: its real relay, units and timers, on the twins. */
export class Service {
  readonly process: Process;
  readonly store: MemoryStore;
  readonly relay: Relay;
  readonly units: readonly Unit<MemoryTx>[];
  readonly timers: Timers<MemoryTx>;

  constructor(
    private readonly common: Common,
    processName: string,
  ) {
    const { world, database, broker } = common;
    this.process = new Process(world, processName);
    const { surroundings } = this.process;
    this.store = new MemoryStore(this.process, database);
    const note = (fields: object, message: string): void => world.tell(() => `${processName}: ${message} ${JSON.stringify(fields)}`);
    const logger: Logger = { debug: () => undefined, info: note, warn: note, error: note };
    this.relay = new Relay({ service: name, shard: 0, bus: new MemoryBus(this.process, broker), open: () => MemoryRelaySession.open(this.process, database, name, 0), surroundings, logger, topics });
    this.store.committed = () => this.relay.kick();
    const bus = new MemoryBus(this.process, broker);
    const unit = (of: UnitName, handlers: readonly Handler<MemoryTx>[]) => new Unit({ name: of, service: name, handlers, bus, store: this.store, surroundings, logger, metrics: {}, limits });
    this.units = [
      unit('views', [{ name: 'Rows.apply', contracts: [Moved, Noticed], call: (events, tx) => this.#takeEffect('views', events as ReceivedEvent[], tx) }]),
      unit('reactions', [
        {
          name: 'Notices.send', contracts: [Moved],
          call: async (payload, tx) => {
            const event = payload as ReceivedEvent;
            await this.#takeEffect('reactions', [event], tx);
            this.store.raise(tx, Noticed.of({ noticeId: noticeOf(event.key) }) as never, event.id);
          },
        },
        { name: 'Notices.count', contracts: [Noticed], call: (event, tx) => this.#takeEffect('reactions', [event as ReceivedEvent], tx) },
      ]),
    ];
    const remind = { lock: (tx: MemoryTx, subject: string) => this.#hold(tx, subject), fire: (timer: Timer, tx: MemoryTx) => this.#remind(timer, tx) };
    this.timers = new Timers({ service: name, firings: new Map([[reminder, remind]]), store: this.store.timers, surroundings, logger, limits: timerLimits });
  }

  start(): void {
    this.relay.start();
    this.timers.start();
    for (const unit of this.units) unit.start();
  }

  /** A business transaction; whether it was committed is nobody's business but the database's. */
  async command({ parcels, thinks, aborts, reminds }: Omit<Command, 'at' | 'process'>): Promise<void> {
    const { store } = this;
    try {
      await store.transaction({}, async (tx) => {
        for (const parcelId of parcels) store.raise(tx, Moved.of({ parcelId }) as never);
        if (reminds !== null) await this.#arrange(tx, parcels[0] as string, reminds);
        if (thinks > 0) await this.process.surroundings.pause(thinks);
        if (aborts) throw new Error('the command is refused');
      });
    } catch (error) {
      this.common.world.tell(() => `${this.process.name}: command has failed: ${String(error)}`);
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

  async #takeEffect(unit: UnitName, events: readonly ReceivedEvent[], tx: MemoryTx): Promise<void> {
    const { effects } = this.common;
    await this.store.on(tx, `effect in ${unit}`, (server) => {
      for (const { id, type, key, sequence } of events) {
        const { topic } = type === Moved.type ? Moved : Noticed;
        server.afterwards(() => effects.push({ unit, eventId: id, topic, key, sequence }));
      }
    });
    this.#stumble(unit, events.map(({ key }) => key));
  }

  #stumble(unit: Troubled, keys: readonly string[]): void {
    const trouble = [...this.common.troubles].find((one) => one.unit === unit && keys.includes(one.key));
    if (trouble) throw trouble.trouble === 'poison' ? new Error(`the handler breaks at ${trouble.key}`) : new Passing('the handler finds something busy');
  }
}
