import type { ReceivedEvent } from '@aftercare/contracts';
import type { Database, Tx } from '@aftercare/event-store';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { EventBus } from '../event-bus';
import type { Logger } from '../logger';
import { Rebuilds } from '../rebuild/rebuilds';
import { realSurroundings } from '../surroundings';
import { branchesOf, type Handler } from './handler-calls';
import type { HandlerMark, UnitName } from './handlers';
import type { UnitLimits } from './limits';
import { SqlUnitStore } from './sql-unit-store';
import { UnitStopped } from './stopped';
import { Unit, type UnitMetrics, type UnitStatus } from './unit';

export interface EventUnitsOptions {
  readonly service: string;
  readonly bus: EventBus;
  readonly database: Database;
  readonly logger: Logger;
  readonly metrics?: UnitMetrics;
  readonly limits?: Partial<UnitLimits>;
}

/**
 * Nest's way in for events: `app.connectMicroservice({ strategy: new EventUnits(…) })` finds every `@When` and `@Projects` method
 * of the app's controllers. Nest's own Kafka server is not used: it acknowledges what it cannot handle.
 */
export class EventUnits extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('aftercare events');
  /** What a handler throws comes back to the unit instead of a log line. */
  override readonly propagatesEventHandlerErrors = true;
  readonly #handlers = new Map<HandlerMark, Handler<Tx>>();
  #units: readonly Unit<Tx>[] = [];
  #rebuilds: Rebuilds | null = null;

  constructor(private readonly options: EventUnitsOptions) {
    super();
  }

  /** Keeps handlers apart that Nest would chain and run at once: two statements at a time are not allowed on one transaction. */
  override addHandler(pattern: unknown, callback: MessageHandler, isEventHandler = false, extras: { readonly mark?: HandlerMark } = {}): void {
    const { mark } = extras;
    if (!isEventHandler || !mark) throw new Error(`handler of ${String(pattern)}: events are heard by @When(contract) or @Projects(...contracts) only`);
    // A projection of several contracts is registered once for each of them, and is one handler all the same.
    if (this.#handlers.has(mark)) return;
    const { unit, ...rest } = mark;
    this.#handlers.set(mark, { ...rest, call: (unit === 'reactions' ? reaction : projection)(mark.name, callback) });
  }

  /** Starts both units, and whatever rebuilds are asked for, in the background; `unitStatus()` tells how they are. */
  listen(callback: () => void): void {
    const { service, bus, database, logger, metrics = {}, limits } = this.options;
    const store = new SqlUnitStore(database, service);
    const handlersOf = (name: UnitName) => [...this.#handlers].filter(([mark]) => mark.unit === name).map(([, handler]) => handler);
    this.#units = (['reactions', 'views'] as const).flatMap((name) => {
      const handlers = handlersOf(name);
      return handlers.length > 0 ? [new Unit({ name, service, handlers, bus, store, surroundings: realSurroundings, logger, metrics, limits })] : [];
    });
    for (const unit of this.#units) unit.start();
    const projections = handlersOf('views');
    if (projections.length > 0) this.#rebuilds = new Rebuilds({ service, handlers: projections, bus, database, surroundings: realSurroundings, logger, limits });
    this.#rebuilds?.start();
    callback();
  }

  /** Lets the transactions in flight end, then leaves the groups. */
  async close(): Promise<void> {
    await Promise.all([...this.#units.map((unit) => unit.close()), this.#rebuilds?.close()]);
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

type Wrap = (name: string, callback: MessageHandler) => Handler<Tx>['call'];

/** A reaction acts in its event's branch alone, and what it raises is the event's consequence. */
const reaction: Wrap = (_, callback) => async (payload, tx, traceparent) => {
  const event = payload as ReceivedEvent;
  tx.causedBy({ correlationId: event.correlationId, causationId: event.id, traceparent });
  await tx.within(branchesOf([event]));
  await settled(callback(event, tx));
};

const projection: Wrap = (name, callback) => async (payload, tx) => {
  const events = payload as readonly ReceivedEvent[];
  await tx.within(branchesOf(events));
  await settled(callback(events, tx));
  // This transaction may return before the disk has it, which an event must never do.
  if (tx.raised > 0) throw new UnitStopped(`投影 ${name} 产生了事件，只有 @When 可以 / projection ${name} raised an event: only @When may`);
};

const settled = async (answer: unknown): Promise<void> => {
  const result: unknown = await answer;
  if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
};
