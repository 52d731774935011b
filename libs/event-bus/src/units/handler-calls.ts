import type { Branches } from '@aftercare/auth';
import type { EventContract, ReceivedEvent } from '@aftercare/contracts';
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import type { UnitStore } from '../event-store';
import { contextOf, traceparentOf, tracer } from '../tracing';
import type { UnitName } from './handlers';
import type { EventItem } from './item';

/** A handler of the unit: a reaction is called with an event, a projection with a list of them. */
export interface Handler<T> {
  readonly name: string;
  readonly contracts: readonly EventContract[];
  readonly since?: 'now';
  /** `traceparent`: what it does belongs to this trace. */
  readonly call: (payload: unknown, tx: T, traceparent: string | null) => Promise<void>;
}

export interface HandlerCallsOptions<T> {
  readonly name: UnitName;
  readonly service: string;
  readonly handlers: readonly Handler<T>[];
  readonly store: UnitStore<T>;
}

/** What taking effect is in a unit: wanted events go to their handlers, the others are counted. Each event has a span of its own. */
export class HandlerCalls<T> {
  constructor(private readonly options: HandlerCallsOptions<T>) {}

  /** The unit's transaction over `items`. Several traces meet in it; its statements show in the first one's. */
  async run<R>(items: readonly EventItem[], branches: Branches, work: (tx: T, spans: ReadonlyMap<EventItem, Span>) => Promise<R>): Promise<R> {
    const { store } = this.options;
    const spans = new Map(items.filter(({ wanted }) => wanted).map((item) => [item, this.#span(item)]));
    const [first] = spans.values();
    try {
      return await context.with(first ? trace.setSpan(ROOT_CONTEXT, first) : ROOT_CONTEXT, () => store.transaction(branches, (tx) => work(tx, spans)));
    } catch (error) {
      for (const span of spans.values()) span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      for (const span of spans.values()) span.end();
    }
  }

  /** Lets events take effect, in the given order. */
  async apply(tx: T, items: readonly EventItem[], spans: ReadonlyMap<EventItem, Span>): Promise<{ applied: number; skipped: number }> {
    const { name, store } = this.options;
    const skipped = items.filter(({ wanted }) => !wanted);
    if (skipped.length > 0) await store.skip(tx, name, countByType(skipped));
    const wanted = items.filter((item) => item.wanted);
    await (name === 'reactions' ? this.#react(tx, wanted, spans) : this.#project(tx, wanted));
    return { applied: wanted.length, skipped: skipped.length };
  }

  async #react(tx: T, items: readonly EventItem[], spans: ReadonlyMap<EventItem, Span>): Promise<void> {
    for (const item of items) {
      const { event } = item;
      const span = spans.get(item);
      const traceparent = span ? traceparentOf(span) : event.traceparent;
      for (const handler of this.options.handlers.filter((one) => hears(one, event))) {
        await context.with(span ? trace.setSpan(context.active(), span) : context.active(), () => handler.call(event, tx, traceparent));
      }
    }
  }

  async #project(tx: T, items: readonly EventItem[]): Promise<void> {
    for (const handler of this.options.handlers) {
      const events = items.map(({ event }) => event).filter((event) => hears(handler, event));
      if (events.length > 0) await handler.call(events, tx, null);
    }
  }

  #span({ record, event }: EventItem): Span {
    const { name, service } = this.options;
    const attributes = { 'messaging.system': 'kafka', 'messaging.destination.name': record.topic, 'messaging.message.id': event.id, 'messaging.consumer.group.name': `${service}.${name}` };
    return tracer().startSpan(`${name} ${event.type}`, { kind: SpanKind.CONSUMER, attributes }, contextOf(event.traceparent));
  }
}

/** The branches whose rows a handler of these events may see: theirs, or all when one of them belongs to all. */
export const branchesOf = (events: readonly ReceivedEvent[]): Branches => {
  const branches = new Set(events.map(({ branchId }) => branchId));
  return branches.has(null) ? '*' : ([...branches] as string[]);
};

const hears = <T>({ contracts }: Handler<T>, event: ReceivedEvent): boolean => contracts.some(({ type }) => type === event.type);

const countByType = (items: readonly EventItem[]): { topic: string; type: string; count: number }[] => {
  const counts = new Map<string, { topic: string; type: string; count: number }>();
  for (const { record: { topic }, event: { type } } of items) {
    const place = `${topic}|${type}`;
    counts.set(place, { topic, type, count: (counts.get(place)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
};
