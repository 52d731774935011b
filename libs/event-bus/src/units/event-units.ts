import type { Database, Tx } from '@aftercare/event-store';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { EventBus } from '../event-bus';
import type { Logger } from '../logger';
import type { HandlerMark, UnitName } from './handlers';
import { Unit, type UnitMetrics, type UnitStatus } from './unit';

export interface EventUnitsOptions {
  readonly service: string;
  readonly bus: EventBus;
  readonly database: Database;
  readonly logger: Logger;
  readonly metrics?: UnitMetrics;
}

interface Registered {
  readonly mark: HandlerMark;
  readonly call: (payload: unknown, tx: Tx) => Promise<void>;
}

/**
 * Nest's way in for events: `app.connectMicroservice({ strategy: new EventUnits(…) })` finds every `@When` and `@Projects` method
 * of the app's controllers. Nest's own Kafka server is not used: it acknowledges what it cannot handle.
 */
export class EventUnits extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('aftercare events');
  /** What a handler throws comes back to the unit instead of a log line. */
  override readonly propagatesEventHandlerErrors = true;
  readonly #registered = new Map<HandlerMark, Registered>();
  #units: readonly Unit[] = [];

  constructor(private readonly options: EventUnitsOptions) {
    super();
  }

  /** Keeps handlers apart that Nest would chain and run at once: two statements at a time are not allowed on one transaction. */
  override addHandler(pattern: unknown, callback: MessageHandler, isEventHandler = false, extras: { readonly mark?: HandlerMark } = {}): void {
    const { mark } = extras;
    if (!isEventHandler || !mark) throw new Error(`handler of ${String(pattern)}: events are heard by @When(contract) or @Projects(...contracts) only`);
    // A projection of several contracts is registered once for each of them, and is one handler all the same.
    if (this.#registered.has(mark)) return;
    this.#registered.set(mark, {
      mark,
      call: async (payload, tx) => {
        const result: unknown = await callback(payload, tx);
        if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
      },
    });
  }

  /** Starts both units in the background; `unitStatus()` tells how they are. */
  listen(callback: () => void): void {
    const { service, bus, database, logger, metrics = {} } = this.options;
    const handlersOf = (name: UnitName) => [...this.#registered.values()].filter(({ mark }) => mark.unit === name).map(({ mark, call }) => ({ name: mark.name, contracts: mark.contracts, call }));
    this.#units = (['reactions', 'views'] as const).flatMap((name) => {
      const handlers = handlersOf(name);
      return handlers.length > 0 ? [new Unit({ name, service, handlers, bus, database, logger, metrics })] : [];
    });
    for (const unit of this.#units) unit.start();
    callback();
  }

  /** Lets the transactions in flight end, then leaves the groups. */
  async close(): Promise<void> {
    await Promise.all(this.#units.map((unit) => unit.close()));
  }

  /** One entry per unit that has handlers. */
  unitStatus(): UnitStatus[] {
    return this.#units.map((unit) => unit.status());
  }

  override on(): never {
    throw new Error('EventUnits has no events of its own: see unitStatus()');
  }

  override unwrap<T>(): T {
    return this.options.bus as T;
  }
}
