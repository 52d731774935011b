import type { ReceivedEvent } from '@aftercare/contracts';
import { Relay, Unit, type Handler, type Logger, type UnitLimits } from '@aftercare/event-bus';
import { Moved, noticeOf, Noticed, topics } from './contracts';
import type { UnitName } from './plan';
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

/** A handler's fault, as long as it lasts. */
export interface Trouble {
  readonly unit: UnitName;
  readonly key: string;
  readonly trouble: 'poison' | 'transient';
}

/** What all processes of the service share. */
export interface Common {
  readonly world: World;
  readonly database: MemoryDatabase;
  readonly broker: MemoryBroker;
  readonly effects: Effect[];
  readonly troubles: Set<Trouble>;
}

const name = 'simulation';
/** A few virtual minutes have to be enough. */
const limits: Partial<UnitLimits> = {
  isolateAfterMs: 2_000, transientMs: 8_000, restMs: 500, firstRetryMs: 500, longestRetryMs: 4_000, retries: 5, pollMs: 300, idlePollMs: 1_000,
  outage: { keys: 4, windowMs: 10_000, firstPauseMs: 2_000, longestPauseMs: 8_000 },
};

class Passing extends Error {
  readonly code = '53300';
}

/** One process of the service: its real relay and units, on the twins. */
export class Service {
  readonly process: Process;
  readonly store: MemoryStore;
  readonly relay: Relay;
  readonly units: readonly Unit<MemoryTx>[];

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
  }

  start(): void {
    this.relay.start();
    for (const unit of this.units) unit.start();
  }

  /** A business transaction; whether it was committed is nobody's business but the database's. */
  async command(parcels: readonly string[], thinks: number, aborts: boolean): Promise<void> {
    const { store } = this;
    try {
      await store.transaction({}, async (tx) => {
        for (const parcelId of parcels) store.raise(tx, Moved.of({ parcelId }) as never);
        if (thinks > 0) await this.process.surroundings.pause(thinks);
        if (aborts) throw new Error('the command is refused');
      });
    } catch (error) {
      this.common.world.tell(() => `${this.process.name}: command has failed: ${String(error)}`);
    }
  }

  async #takeEffect(unit: UnitName, events: readonly ReceivedEvent[], tx: MemoryTx): Promise<void> {
    const { effects, troubles } = this.common;
    await this.store.on(tx, `effect in ${unit}`, (server) => {
      for (const { id, type, key, sequence } of events) {
        const { topic } = type === Moved.type ? Moved : Noticed;
        server.afterwards(() => effects.push({ unit, eventId: id, topic, key, sequence }));
      }
    });
    for (const { key } of events) {
      const trouble = [...troubles].find((one) => one.unit === unit && one.key === key);
      if (trouble) throw trouble.trouble === 'poison' ? new Error(`the handler breaks at ${key}`) : new Passing('the handler finds something busy');
    }
  }
}
