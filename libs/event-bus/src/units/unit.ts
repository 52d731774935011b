import { setImmediate as soon } from 'node:timers/promises';
import { systemPrincipal, type Branches } from '@aftercare/auth';
import { BrokenRecord, ContractViolation, decodeRecord, recognise, validateOpen, type EventContract, type ReceivedEvent } from '@aftercare/contracts';
import type { Database, Tx } from '@aftercare/event-store';
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { BackOff, pause } from '../back-off';
import type { EventBus, LogRecord, RecordBatch, Subscriber, Subscription } from '../event-bus';
import { reasonOf, type Logger } from '../logger';
import { contextOf, traceparentOf, tracer } from '../tracing';
import { planChunk } from './chunk';
import { guard, type Verdict } from './guard';
import type { UnitName } from './handlers';
import { checkStart } from './start-check';
import { OffsetsMoved, UnitStopped } from './stopped';
import { UnitRows } from './unit-rows';

/** A handler of the unit: a reaction is called with an event, a projection with a list of them. */
export interface Handler {
  readonly name: string;
  readonly contracts: readonly EventContract[];
  readonly call: (payload: unknown, tx: Tx) => Promise<void>;
}

/** What units tell about themselves; a hook may be left out. */
export interface UnitMetrics {
  applied?(unit: UnitName, events: number): void;
  duplicates?(unit: UnitName, events: number): void;
  skipped?(unit: UnitName, events: number): void;
  failed?(unit: UnitName): void;
}

export interface UnitStatus {
  readonly unit: UnitName;
  /** In its groups, and every first assignment has been taken up. */
  readonly assigned: boolean;
  readonly healthy: boolean;
  /** Why it is not healthy. */
  readonly reason: string | null;
  /** Records that wait in the partitions held here, as of the last fetch. */
  readonly lag: number;
}

export interface UnitOptions {
  readonly name: UnitName;
  readonly service: string;
  readonly handlers: readonly Handler[];
  readonly bus: EventBus;
  readonly database: Database;
  readonly logger: Logger;
  readonly metrics: UnitMetrics;
}

/** Events in one transaction. Reactions hold aggregate locks, so theirs are short. */
const chunkLimit: Readonly<Record<UnitName, number>> = { reactions: 50, views: 1_000 };

/** A batch on its way: `position` is where its partition stands, everything before it took effect. */
interface Waiting {
  readonly batch: RecordBatch;
  readonly signal: AbortSignal;
  done: number;
  position: bigint;
  inFlight: boolean;
  /** Ends the batch: the bus goes on at `position`. */
  readonly finish: () => void;
}

/** Some records of one batch, as they go into a transaction. */
interface Share {
  readonly waiting: Waiting;
  readonly items: readonly Item[];
  readonly next: bigint;
}

interface Item {
  readonly record: LogRecord;
  readonly event: ReceivedEvent;
  /** Some handler of the unit wants it; otherwise it is counted and passed. */
  readonly known: boolean;
}

/**
 * A named consumer: takes batches of all its topics and partitions, joins whatever waits into one transaction, and in it moves the
 * offsets, checks each key's sequence and calls the handlers. Either all of that is committed or none of it.
 */
export class Unit {
  readonly #rows: UnitRows;
  readonly #topics: readonly string[];
  readonly #contracts: ReadonlyMap<string, EventContract>;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #assigned = new Set<string>();
  readonly #places = new Map<string, Map<number, { position: bigint; end: bigint }>>();
  readonly #backOff = new BackOff();
  readonly #closing = new AbortController();
  #waiting: Waiting[] = [];
  #turning = false;
  #reason: string | null = null;
  #stopped = false;

  constructor(private readonly options: UnitOptions) {
    this.#rows = new UnitRows(options.database, options.service, options.name);
    const contracts = options.handlers.flatMap((handler) => handler.contracts);
    this.#contracts = new Map(contracts.map((contract) => [contract.type, contract]));
    this.#topics = [...new Set(contracts.map(({ topic }) => topic))].sort();
  }

  /** Subscribes to every topic of its handlers, in the background. */
  start(): void {
    const { bus, service, name } = this.options;
    for (const topic of this.#topics) {
      const subscriber: Subscriber = {
        assigned: (partitions, signal) => this.#takeUp(topic, partitions, signal),
        batch: (batch, signal) => this.#take(batch, signal),
        lost: (reason) => {
          this.#assigned.delete(topic);
          this.#trouble(reason);
        },
      };
      this.#subscriptions.set(topic, bus.subscribe({ group: `${service}.${name}.${topic}`, topic, hints: () => this.#rows.positions(topic) }, subscriber));
    }
  }

  /** Lets the transaction in flight end, drops what waits, leaves the groups. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#leave();
  }

  status(): UnitStatus {
    const places = [...this.#places.values()].flatMap((topic) => [...topic.values()]);
    return {
      unit: this.options.name,
      assigned: this.#topics.every((topic) => this.#assigned.has(topic)),
      healthy: this.#reason === null,
      reason: this.#reason,
      lag: places.reduce((sum, { position, end }) => sum + Number(end - position), 0),
    };
  }

  async #takeUp(topic: string, partitions: readonly number[], signal: AbortSignal): Promise<ReadonlyMap<number, bigint>> {
    try {
      const stored = await this.#rows.offsets(topic, partitions);
      const ranges = new Map((await this.options.bus.admin.offsets(topic)).map((range) => [range.partition, range]));
      for (const offset of stored) {
        if (signal.aborted) break;
        await checkStart(topic, offset, ranges.get(offset.part), this.options.bus.admin);
      }
      this.#places.set(topic, new Map(stored.map(({ part, next }) => [part, { position: next, end: ranges.get(part)?.high ?? next }])));
      this.#assigned.add(topic);
      if (this.#waiting.length === 0) this.#recovered();
      return new Map(stored.map(({ part, next }) => [part, next]));
    } catch (error) {
      if (error instanceof UnitStopped) this.#stop(error.message);
      else this.#trouble(reasonOf(error));
      throw error;
    }
  }

  async #take(batch: RecordBatch, signal: AbortSignal): Promise<bigint> {
    if (await this.#cutAway(batch)) return batch.from;
    return new Promise((resolve) => {
      const finish = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        resolve(waiting.position);
      };
      const waiting: Waiting = { batch, signal, done: 0, position: batch.from, inFlight: false, finish };
      if (this.#stopped || signal.aborted) return finish();
      signal.addEventListener('abort', () => !waiting.inFlight && finish(), { once: true });
      this.#waiting.push(waiting);
      this.#note(waiting);
      void this.#turn();
    });
  }

  /** A batch that begins beyond our place: either the log has a hole (a control record) or it was cut away under us. */
  async #cutAway({ topic, partition, from, records }: RecordBatch): Promise<boolean> {
    if ((records[0] as LogRecord).offset === from) return false;
    try {
      const range = (await this.options.bus.admin.offsets(topic)).find((one) => one.partition === partition);
      await checkStart(topic, { part: partition, next: from, lastEventId: null }, range, this.options.bus.admin);
      return false;
    } catch (error) {
      if (error instanceof UnitStopped) this.#stop(error.message);
      else this.#trouble(reasonOf(error));
      return true;
    }
  }

  /** Works off what waits, one transaction after the other; never rejects. */
  async #turn(): Promise<void> {
    if (this.#turning) return;
    this.#turning = true;
    try {
      while (this.#waiting.length > 0) {
        // The other batches of the same fetch arrive meanwhile.
        await soon();
        try {
          const shares = this.#nextShares();
          // All of it may have been revoked meanwhile.
          if (shares.length === 0) continue;
          await this.#apply(shares);
          this.#recovered();
        } catch (error) {
          if (error instanceof UnitStopped) this.#stop(error.message);
          else {
            this.#trouble(reasonOf(error));
            this.options.metrics.failed?.(this.options.name);
            await pause(this.#backOff.next(), this.#closing.signal);
          }
        }
      }
    } finally {
      this.#turning = false;
    }
  }

  #nextShares(): Share[] {
    const plan = planChunk(this.#waiting.map(({ batch, done }) => batch.records.length - done), chunkLimit[this.options.name]);
    return plan.map((count, at) => {
      const waiting = this.#waiting[at] as Waiting;
      const items = this.#read(waiting.batch.records.slice(waiting.done, waiting.done + count));
      return { waiting, items, next: (items.at(-1) as Item).record.offset + 1n };
    });
  }

  /** The records as events, up to the first that is none; a broken one at the head stops the unit. */
  #read(records: readonly LogRecord[]): Item[] {
    const items: Item[] = [];
    for (const record of records) {
      try {
        items.push(this.#item(record));
      } catch (error) {
        if (items.length > 0) break;
        throw error;
      }
    }
    return items;
  }

  #item(record: LogRecord): Item {
    const refuse = (why: string): never => {
      throw new UnitStopped(`${record.topic} 第 ${record.partition} 分区位置 ${record.offset} 的记录无法读取 / the record at offset ${record.offset} of ${record.topic} partition ${record.partition} cannot be read: ${why}`);
    };
    try {
      const event = decodeRecord(record);
      const contract = this.#contracts.get(event.type);
      if (contract) return { record, event: { ...event, data: validateOpen(contract, event.data) }, known: true };
      if (recognise(event.type, [...this.#contracts.values()]) === 'unknown-version') return refuse(`version of ${event.type} is not known here`);
      return { record, event, known: false };
    } catch (error) {
      if (error instanceof BrokenRecord || error instanceof ContractViolation) return refuse(error.message);
      throw error;
    }
  }

  async #apply(shares: readonly Share[]): Promise<void> {
    for (const { waiting } of shares) waiting.inFlight = true;
    try {
      await this.#commit(shares);
      shares.forEach((share) => this.#advance(share));
    } catch (error) {
      if (!(error instanceof OffsetsMoved)) throw error;
      if (shares.length > 1) for (const share of shares) await this.#apply([share]);
      else if (shares[0]) await this.#catchUp(shares[0].waiting);
    } finally {
      for (const { waiting } of shares) {
        waiting.inFlight = false;
        if (waiting.signal.aborted) waiting.finish();
      }
    }
  }

  #advance({ waiting, items, next }: Share): void {
    waiting.done += items.length;
    waiting.position = next;
    this.#note(waiting);
    if (waiting.done === waiting.batch.records.length) waiting.finish();
  }

  /** Somebody else moved the partition: the bus goes on where the database says. */
  async #catchUp(waiting: Waiting): Promise<void> {
    const { topic, partition } = waiting.batch;
    const [stored] = await this.#rows.offsets(topic, [partition]);
    waiting.position = stored?.next ?? 0n;
    waiting.finish();
  }

  /** All of it or nothing: offsets, guard, handlers, and the events that reactions raise. */
  async #commit(shares: readonly Share[]): Promise<void> {
    const { name, service, database, metrics } = this.options;
    const items = shares.flatMap((share) => share.items);
    const spans = new Map(items.filter(({ known }) => known).map((item) => [item, this.#span(item)]));
    const [span] = spans.values();
    const branches = branchesOf([...spans.keys()]);
    try {
      // Several traces meet in one transaction; its statements show in the first one's.
      const counts = await context.with(span ? trace.setSpan(ROOT_CONTEXT, span) : ROOT_CONTEXT, () =>
        database.withTx({ principal: systemPrincipal(service, branches), branches, durable: name === 'reactions' }, async (tx) => {
          const moves = shares.map(({ waiting, items: [...own], next }) => ({
            topic: waiting.batch.topic,
            part: waiting.batch.partition,
            from: waiting.position,
            next,
            lastEventId: (own.at(-1) as Item).event.id,
          }));
          if (!(await this.#rows.move(tx, moves))) throw new OffsetsMoved();
          const fresh = await this.#fresh(tx, items);
          const skipped = fresh.filter(({ known }) => !known);
          if (skipped.length > 0) await this.#rows.skip(tx, countByType(skipped));
          const wanted = fresh.filter(({ known }) => known);
          await (name === 'reactions' ? this.#react(tx, wanted, spans) : this.#project(tx, wanted));
          return { applied: wanted.length, skipped: skipped.length, duplicates: items.length - fresh.length };
        }),
      );
      if (counts.applied > 0) metrics.applied?.(name, counts.applied);
      if (counts.skipped > 0) metrics.skipped?.(name, counts.skipped);
      if (counts.duplicates > 0) metrics.duplicates?.(name, counts.duplicates);
    } catch (error) {
      for (const one of spans.values()) one.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      for (const one of spans.values()) one.end();
    }
  }

  #span({ record, event }: Item): Span {
    const attributes = { 'messaging.system': 'kafka', 'messaging.destination.name': record.topic, 'messaging.message.id': event.id, 'messaging.consumer.group.name': `${this.options.service}.${this.options.name}` };
    return tracer().startSpan(`${this.options.name} ${event.type}`, { kind: SpanKind.CONSUMER, attributes }, contextOf(event.traceparent));
  }

  /**
   * The items that are the next of their keys, in the given order; the keys are advanced past them. Mostly no key has a repeat, and
   * one statement does it; where it does not, the key is locked and looked at. Throws `UnitStopped` when an event is missing.
   */
  async #fresh(tx: Tx, items: readonly Item[]): Promise<Item[]> {
    const keys = groupByKey(items);
    const runs = [...keys.values()].flatMap(({ topic, key, sequences }) => {
      const first = sequences[0] as number;
      const { verdicts, last } = guard(first - 1, sequences);
      return verdicts.includes('gap') ? [] : [{ topic, key, first, last }];
    });
    const verdicts = new Map<string, readonly Verdict[]>();
    for (const moved of await this.#rows.advance(tx, runs)) {
      const { sequences } = keys.get(keyOf(moved)) as KeyItems;
      verdicts.set(keyOf(moved), guard((sequences[0] as number) - 1, sequences).verdicts);
    }
    const others = [...keys.values()].filter((key) => !verdicts.has(keyOf(key)));
    if (others.length > 0) {
      const seen = new Map((await this.#rows.lock(tx, others)).map((row) => [keyOf(row), row.last]));
      const advanced = others.map(({ topic, key, sequences }) => {
        const before = seen.get(keyOf({ topic, key })) ?? 0;
        const decision = guard(before, sequences);
        const gap = decision.verdicts.indexOf('gap');
        if (gap >= 0) throw new UnitStopped(gapText(topic, key, decision.last + 1, sequences[gap] as number));
        verdicts.set(keyOf({ topic, key }), decision.verdicts);
        return { topic, key, last: decision.last };
      });
      await this.#rows.set(tx, advanced);
    }
    const next = new Map<string, number>();
    return items.filter(({ record: { topic }, event: { key } }) => {
      const place = keyOf({ topic, key });
      const at = next.get(place) ?? 0;
      next.set(place, at + 1);
      return verdicts.get(place)?.[at] === 'apply';
    });
  }

  async #react(tx: Tx, items: readonly Item[], spans: ReadonlyMap<Item, Span>): Promise<void> {
    for (const item of items) {
      const { event } = item;
      const span = spans.get(item);
      tx.causedBy({ correlationId: event.correlationId, causationId: event.id, traceparent: span ? traceparentOf(span) : event.traceparent });
      for (const handler of this.#handlersOf(event)) {
        await context.with(span ? trace.setSpan(context.active(), span) : context.active(), () => handler.call(event, tx));
      }
    }
  }

  async #project(tx: Tx, items: readonly Item[]): Promise<void> {
    for (const handler of this.options.handlers) {
      const events = items.map(({ event }) => event).filter((event) => handler.contracts.some(({ type }) => type === event.type));
      if (events.length > 0) await handler.call(events, tx);
      // This transaction may return before the disk has it, which an event must never do.
      if (tx.raised > 0) throw new UnitStopped(`投影 ${handler.name} 产生了事件,只有 @When 可以 / projection ${handler.name} raised an event: only @When may`);
    }
  }

  #handlersOf(event: ReceivedEvent): Handler[] {
    return this.options.handlers.filter(({ contracts }) => contracts.some(({ type }) => type === event.type));
  }

  #note({ batch: { topic, partition, end }, position }: Waiting): void {
    this.#places.get(topic)?.set(partition, { position, end: end > position ? end : position });
  }

  #recovered(): void {
    if (this.#stopped) return;
    this.#reason = null;
    this.#backOff.reset();
  }

  #trouble(reason: string): void {
    if (this.#stopped) return;
    this.#reason = reason;
    this.options.logger.warn({ service: this.options.service, unit: this.options.name, reason }, 'unit tries again');
  }

  /** Nothing more is read; whatever is not committed stays where it is. */
  #stop(reason: string): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#reason = reason;
    this.options.logger.error({ service: this.options.service, unit: this.options.name, reason }, 'unit has stopped');
    for (const waiting of [...this.#waiting]) waiting.finish();
    // Not awaited: leaving a group waits for the batches that have just been ended here.
    this.#leave().catch((error: unknown) => this.options.logger.warn({ reason: reasonOf(error) }, 'unit did not leave its groups cleanly'));
  }

  async #leave(): Promise<void> {
    await Promise.all([...this.#subscriptions.values()].map((subscription) => subscription.close()));
  }
}

interface KeyItems {
  readonly topic: string;
  readonly key: string;
  readonly sequences: number[];
}

const keyOf = ({ topic, key }: { readonly topic: string; readonly key: string }): string => `${topic}|${key}`;

const groupByKey = (items: readonly Item[]): ReadonlyMap<string, KeyItems> => {
  const keys = new Map<string, KeyItems>();
  for (const { record: { topic }, event: { key, sequence } } of items) {
    const place = keyOf({ topic, key });
    const known = keys.get(place);
    if (known) known.sequences.push(sequence);
    else keys.set(place, { topic, key, sequences: [sequence] });
  }
  return keys;
};

/** The branches whose rows the handlers may see: those of the events, or all when one of them belongs to all. */
const branchesOf = (items: readonly Item[]): Branches => {
  const branches = new Set(items.map(({ event }) => event.branchId));
  return branches.has(null) ? '*' : ([...branches] as string[]);
};

const countByType = (items: readonly Item[]): { topic: string; type: string; count: number }[] => {
  const counts = new Map<string, { topic: string; type: string; count: number }>();
  for (const { record: { topic }, event: { type } } of items) {
    const place = `${topic}|${type}`;
    counts.set(place, { topic, type, count: (counts.get(place)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
};

const gapText = (topic: string, key: string, expected: number, got: number): string =>
  `gap: ${topic} 键 ${key} 应为第 ${expected} 个事件,却到了第 ${got} 个:请运行 ops republish --topic ${topic} --key ${key} --from-seq ${expected} / ${topic} key ${key} expected sequence ${expected}, got ${got}: run ops republish --topic ${topic} --key ${key} --from-seq ${expected}`;
