import type { EventContract } from '@aftercare/contracts';
import { BackOff } from '../back-off';
import type { EventBus, RecordBatch, Subscriber, Subscription } from '../event-bus';
import type { Key, Standing, Surroundings, UnitStore } from '../event-store';
import { reasonOf, type Logger } from '../logger';
import { planChunk } from './chunk';
import { commitChunk } from './chunk-transaction';
import { classify } from './classify';
import { failureOf } from './failure';
import type { Gap } from './guard';
import { HandlerCalls, type Handler } from './handler-calls';
import { projectionOf, type UnitName } from './handlers';
import { readItem, type Item } from './item';
import { keyOf } from './judge';
import { chunkLimit, defaultLimits, type UnitLimits } from './limits';
import { OutageGuard } from './outage-guard';
import { Retrier } from './retrier';
import { halves, offsetAfter, sizeOf, type Share, type Waiting } from './share';
import { checkStart } from './start-check';
import { OffsetsMoved, RebuildNeeded, remedyOf, UnitStopped } from './stopped';
import { StuckPartitions } from './stuck-partitions';

/** What units tell about themselves; a hook may be left out. */
export interface UnitMetrics {
  applied?(unit: UnitName, events: number): void;
  duplicates?(unit: UnitName, events: number): void;
  skipped?(unit: UnitName, events: number): void;
  /** Put aside, whether it failed or waits behind another one. */
  parked?(unit: UnitName, events: number): void;
  /** Events of a key are missing in the log. */
  gap?(unit: UnitName): void;
  failed?(unit: UnitName): void;
}

export interface UnitStatus {
  readonly unit: UnitName;
  /** In its groups, and every first assignment has been taken up. */
  readonly assigned: boolean;
  readonly healthy: boolean;
  /** Nothing is read any more until the next start. */
  readonly stopped: boolean;
  /** Why it is not healthy. */
  readonly reason: string | null;
  /** Records that wait in the partitions held here, as of the last fetch. */
  readonly lag: number;
  /** Too much failed at once: nothing is tried until the pause is over, and nothing is parked. */
  readonly paused: boolean;
  /** What all members of the unit have put aside, and how many keys wait for a missing event; as of the last look. */
  readonly parked: Standing;
}

export interface UnitOptions<T> {
  readonly name: UnitName;
  readonly service: string;
  readonly handlers: readonly Handler<T>[];
  readonly bus: EventBus;
  readonly store: UnitStore<T>;
  readonly surroundings: Surroundings;
  readonly logger: Logger;
  readonly metrics: UnitMetrics;
  readonly limits?: Partial<UnitLimits>;
}

/**
 * A named consumer: takes batches of all its topics and partitions, joins whatever waits into one transaction, and in it moves the
 * offsets, checks each key's sequence, calls the handlers, and puts aside what cannot take effect. Either all of that is committed or
 * none of it.
 */
export class Unit<T> {
  readonly #limits: UnitLimits;
  readonly #topics: readonly string[];
  readonly #contracts: ReadonlyMap<string, EventContract>;
  readonly #calls: HandlerCalls<T>;
  readonly #retrier: Retrier<T>;
  readonly #outage: OutageGuard;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #assigned = new Set<string>();
  readonly #places = new Map<string, Map<number, { position: bigint; end: bigint }>>();
  readonly #stuck: StuckPartitions;
  readonly #backOff: BackOff;
  readonly #closing = new AbortController();
  #waiting: Waiting[] = [];
  #turning = false;
  #reason: string | null = null;
  #stopped = false;
  /** A projection has to be rebuilt first. */
  #refused = false;
  /** When the present row of transient failures began. */
  #troubledSince: number | null = null;

  constructor(private readonly options: UnitOptions<T>) {
    const { name, service, handlers, store, surroundings, logger } = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    const contracts = handlers.flatMap((handler) => handler.contracts);
    this.#contracts = new Map(contracts.map((contract) => [contract.type, contract]));
    this.#topics = [...new Set(contracts.map(({ topic }) => topic))].sort();
    this.#backOff = new BackOff(50, 5_000, () => surroundings.chance());
    this.#outage = new OutageGuard(this.#limits.outage);
    this.#stuck = new StuckPartitions(this.#limits);
    this.#calls = new HandlerCalls({ name, service, handlers, store });
    this.#retrier = new Retrier({
      name, service, store, surroundings, logger, contracts: this.#contracts, calls: this.#calls, limits: this.#limits,
      paused: () => this.#paused,
      applied: (counts) => this.#count({ ...counts, duplicates: 0, parked: 0 }),
      stop: (reason) => this.#stop(reason),
    });
  }

  /** Subscribes to every topic of its handlers, in the background. */
  start(): void {
    const { bus, service, name, store } = this.options;
    for (const topic of this.#topics) {
      const subscriber: Subscriber = {
        assigned: (partitions, signal) => this.#takeUp(topic, partitions, signal),
        batch: (batch, signal) => this.#take(batch, signal),
        lost: (reason) => {
          this.#assigned.delete(topic);
          this.#trouble(reason);
        },
      };
      this.#subscriptions.set(topic, bus.subscribe({ group: `${service}.${name}.${topic}`, topic, hints: () => store.positions(name, topic) }, subscriber));
    }
  }

  /** Lets the transactions in flight end, drops what waits, leaves the groups. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.#leave(), this.#retrier.close()]);
  }

  status(): UnitStatus {
    const places = [...this.#places.values()].flatMap((topic) => [...topic.values()]);
    return {
      unit: this.options.name,
      assigned: this.#topics.every((topic) => this.#assigned.has(topic)),
      healthy: this.#reason === null,
      stopped: this.#stopped,
      reason: this.#reason,
      lag: places.reduce((sum, { position, end }) => sum + Number(end - position), 0),
      paused: this.#paused,
      parked: this.#retrier.standing(),
    };
  }

  get #now(): number {
    return this.options.surroundings.now();
  }

  /** Also between a pause and the end of its trial; but when nothing is left to try, nothing is waited for. */
  get #paused(): boolean {
    return this.#outage.resting(this.#now) > 0 || (this.#outage.paused && this.#waiting.length > 0);
  }

  async #takeUp(topic: string, partitions: readonly number[], signal: AbortSignal): Promise<ReadonlyMap<number, bigint>> {
    const { name, store, bus } = this.options;
    try {
      await this.#refuseSkipped();
      this.#refused = false;
      const stored = await store.offsets(name, topic, partitions);
      const ranges = new Map((await bus.admin.offsets(topic)).map((range) => [range.partition, range]));
      for (const offset of stored) {
        if (signal.aborted) break;
        await checkStart(topic, offset, ranges.get(offset.part), bus.admin);
      }
      for (const { part } of stored) this.#stuck.forget({ topic, partition: part });
      this.#places.set(topic, new Map(stored.map(({ part, next }) => [part, { position: next, end: ranges.get(part)?.high ?? next }])));
      this.#assigned.add(topic);
      // Not earlier: parked events are handled by those handlers that have just been let in.
      if (!this.#stopped && !this.#closing.signal.aborted) this.#retrier.start();
      if (this.#waiting.length === 0) this.#recovered();
      return new Map(stored.map(({ part, next }) => [part, next]));
    } catch (error) {
      this.#refused = error instanceof RebuildNeeded;
      this.#fail(error);
      throw error;
    }
  }

  /** A handler for what has been passed by would know only half. Asked at each assignment: an older member may have passed it by just now. */
  async #refuseSkipped(): Promise<void> {
    const { name, handlers, store } = this.options;
    const skipped = new Set(await store.skippedTypes(name));
    for (const handler of handlers) {
      if (handler.since === 'now' || !handler.contracts.some(({ type }) => skipped.has(type))) continue;
      const missed = name === 'views' ? new Set(await store.skippedTypes(name, projectionOf(handler))) : skipped;
      const type = handler.contracts.find((contract) => missed.has(contract.type))?.type;
      if (type === undefined) continue;
      const remedy = name === 'views' ? `ops rebuild ${projectionOf(handler)}` : "@When(…, { since: 'now' })";
      const told = `${handler.name} 要处理 ${type}，但该类事件此前已被略过：请用 ${remedy} / ${handler.name} handles ${type}, of which events have been passed by: use ${remedy}`;
      throw name === 'views' ? new RebuildNeeded(told) : new UnitStopped(told);
    }
  }

  async #take(batch: RecordBatch, signal: AbortSignal): Promise<bigint> {
    if (this.#refused || this.#stuck.rests(batch, batch.from, this.#now)) {
      await this.options.surroundings.pause(50, signal);
      return batch.from;
    }
    if (await this.#cutAway(batch)) return batch.from;
    return new Promise((resolve) => {
      const finish = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        resolve(waiting.position);
      };
      const waiting: Waiting = { batch, signal, done: 0, position: batch.from, inFlight: false, finish };
      if (this.#stopped || signal.aborted || this.#closing.signal.aborted) return finish();
      signal.addEventListener('abort', () => !waiting.inFlight && finish(), { once: true });
      this.#waiting.push(waiting);
      this.#note(waiting);
      void this.#turn();
    });
  }

  /** A batch that begins beyond our place: either the log has a hole (a control record) or it was cut away under us. */
  async #cutAway({ topic, partition, from, records }: RecordBatch): Promise<boolean> {
    if (records[0]?.offset === from) return false;
    try {
      const range = (await this.options.bus.admin.offsets(topic)).find((one) => one.partition === partition);
      await checkStart(topic, { part: partition, next: from, lastEventId: null }, range, this.options.bus.admin);
      return false;
    } catch (error) {
      this.#fail(error);
      return true;
    }
  }

  /** Works off what waits, one transaction after the other; never rejects. */
  async #turn(): Promise<void> {
    if (this.#turning) return;
    this.#turning = true;
    const { surroundings } = this.options;
    try {
      while (this.#waiting.length > 0 && !this.#closing.signal.aborted) {
        // The other batches of the same fetch arrive meanwhile.
        await surroundings.pause(0);
        const rest = this.#outage.resting(this.#now);
        if (rest > 0) {
          await surroundings.pause(rest, this.#closing.signal);
          continue;
        }
        try {
          const shares = this.#nextShares();
          // All of it may have been revoked meanwhile.
          if (shares.length === 0) continue;
          await this.#settle(shares);
          this.#outage.conclude(this.#now);
          this.#recovered();
        } catch (error) {
          this.#fail(error);
          if (!this.#stopped) await surroundings.pause(this.#backOff.next(), this.#closing.signal);
        }
      }
    } finally {
      this.#turning = false;
    }
  }

  /** What goes into the next transaction: from every batch that waits, or the one event that is known to hold up the others. */
  #nextShares(): Share[] {
    const held = this.#waiting.find(({ batch, position }) => this.#stuck.has(batch, position));
    if (held) return [this.#share(held, 1)];
    const plan = planChunk(this.#waiting.map(({ batch, done }) => batch.records.length - done), chunkLimit[this.options.name]);
    return plan.map((count, at) => this.#share(this.#waiting[at] as Waiting, count));
  }

  #share(waiting: Waiting, count: number): Share {
    const records = waiting.batch.records.slice(waiting.done, waiting.done + count);
    return { waiting, from: waiting.position, items: records.map((record) => readItem(record, this.#contracts)) };
  }

  /**
   * Applies shares in one transaction. If that fails through one of the events, the halves are applied one after the other, down to the
   * event that fails alone; whatever stands in other partitions, or before it, has taken effect then.
   */
  async #settle(planned: readonly Share[]): Promise<void> {
    // After a failure further up a partition may have been left behind, or lost, or the unit pauses.
    const shares = planned.filter(({ waiting, from }) => waiting.position === from && !waiting.signal.aborted);
    if (shares.length === 0 || this.#outage.resting(this.#now) > 0) return;
    for (const { waiting } of shares) waiting.inFlight = true;
    let failure: unknown;
    try {
      await this.#commit(shares);
      for (const share of shares) this.#advance(share);
      return;
    } catch (error) {
      failure = error;
    } finally {
      for (const { waiting } of shares) {
        waiting.inFlight = false;
        if (waiting.signal.aborted) waiting.finish();
      }
    }
    await this.#isolate(shares, failure);
  }

  async #isolate(shares: readonly Share[], error: unknown): Promise<void> {
    const [only] = shares;
    if (error instanceof OffsetsMoved) {
      if (shares.length > 1) for (const share of shares) await this.#settle([share]);
      else if (only) await this.#catchUp(only.waiting);
      return;
    }
    const { name, service, logger, metrics } = this.options;
    metrics.failed?.(name);
    const trouble = classify(error);
    if (trouble === 'deployment') throw error;
    const count = sizeOf(shares);
    const alone = count === 1 && only ? only : null;
    if (trouble === 'transient' && !this.#mayIsolate(alone)) throw error;
    if (alone) return this.#failedAlone(alone, error, trouble);
    logger.debug({ service, unit: name, count, reason: reasonOf(error) }, 'a transaction failed, its halves are tried');
    for (const half of halves(shares)) await this.#settle(half);
  }

  /** Mostly a transient failure has nothing to do with the events, and trying again is all there is to do. */
  #mayIsolate(alone: Share | null): boolean {
    this.#troubledSince ??= this.#now;
    return this.#now - this.#troubledSince >= this.#limits.isolateAfterMs || (alone !== null && this.#stuck.has(alone.waiting.batch, alone.from));
  }

  /** Parks the one event that fails, in the transaction that moves the offset past it; unless nothing points at the event itself. */
  async #failedAlone({ waiting, from, items }: Share, error: unknown, trouble: 'transient' | 'poison'): Promise<void> {
    const item = items[0] as Item;
    if (item.failure) throw error;
    if (trouble === 'transient' && !this.#stuck.failed(waiting.batch, from, this.#now)) {
      this.#trouble(reasonOf(error));
      return waiting.finish();
    }
    if (trouble === 'poison' && this.#outage.failed(keyOfItem(item), this.#now)) return this.#pauses(error);
    await this.#settle([{ waiting, from, items: [{ ...item, failure: failureOf(error) }] }]);
  }

  #pauses(error: unknown): void {
    const rest = this.#outage.resting(this.#now);
    // In a trial the pause is over, and what comes of it is not known yet.
    if (rest === 0) return;
    const seconds = Math.ceil(rest / 1_000);
    this.#trouble(`多数键的处理失败，暂停 ${seconds} 秒 / most keys fail, pausing ${seconds} s: ${reasonOf(error)}`);
  }

  #advance(share: Share): void {
    const { waiting } = share;
    waiting.done += share.items.length;
    waiting.position = offsetAfter(share);
    this.#stuck.forget(waiting.batch);
    this.#note(waiting);
    if (waiting.done === waiting.batch.records.length) waiting.finish();
  }

  /** Somebody else moved the partition: the bus goes on where the database says. */
  async #catchUp(waiting: Waiting): Promise<void> {
    const { topic, partition } = waiting.batch;
    const [stored] = await this.options.store.offsets(this.options.name, topic, [partition]);
    waiting.position = stored?.next ?? 0n;
    waiting.finish();
  }

  async #commit(shares: readonly Share[]): Promise<void> {
    const { name, service, store, logger } = this.options;
    const done = await commitChunk(store, name, this.#calls, shares, new Date(this.#now + this.#limits.firstRetryMs));
    this.#stuck.succeeded(this.#now);
    this.#outage.succeeded(done.handled.map(keyOfItem), this.#now);
    this.#count({ ...done, parked: done.parked.length });
    for (const gap of done.gaps) this.#alarm(gap);
    for (const { status, topic, part, offset, key, type, failure } of done.parked) {
      if (status === 'behind') continue;
      const { errorClass, errorCode, message } = failure;
      const fields = { service, unit: name, topic, part, offset: String(offset), key, type, errorClass, errorCode, reason: message };
      if (status === 'forked') logger.error(fields, `历史分叉，该键被占住：${remedyOfFork(name).zh} / forked history, the key is held: ${remedyOfFork(name).en}`);
      else logger.error(fields, 'a record was parked');
    }
    if (done.parked.length > 0) this.#retrier.kick();
  }

  #count({ applied, skipped, duplicates, parked }: Readonly<Record<'applied' | 'skipped' | 'duplicates' | 'parked', number>>): void {
    const { name, metrics } = this.options;
    if (applied > 0) metrics.applied?.(name, applied);
    if (skipped > 0) metrics.skipped?.(name, skipped);
    if (duplicates > 0) metrics.duplicates?.(name, duplicates);
    if (parked > 0) metrics.parked?.(name, parked);
  }

  #alarm({ topic, key, expected, got }: Key & Gap): void {
    const { name, service, logger, metrics } = this.options;
    metrics.gap?.(name);
    const remedy = `ops republish --topic ${topic} --key ${key} --from-seq ${expected}`;
    logger.error(
      { service, unit: name, topic, key, expected, got },
      `gap: ${topic} 键 ${key} 应为第 ${expected} 个事件，却到了第 ${got} 个：请运行 ${remedy} / ${topic} key ${key} expected sequence ${expected}, got ${got}: run ${remedy}`,
    );
  }

  #note({ batch: { topic, partition, end }, position }: Waiting): void {
    this.#places.get(topic)?.set(partition, { position, end: end > position ? end : position });
  }

  #recovered(): void {
    if (this.#stopped || this.#refused) return;
    this.#troubledSince = null;
    this.#backOff.reset();
    if (!this.#paused && !this.#stuck.any) this.#reason = null;
  }

  #fail(error: unknown): void {
    if (classify(error) === 'deployment') this.#stop(remedyOf(error));
    else this.#trouble(reasonOf(error));
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
    this.close().catch((error: unknown) => this.options.logger.warn({ reason: reasonOf(error) }, 'unit did not leave its groups cleanly'));
  }

  async #leave(): Promise<void> {
    await Promise.all([...this.#subscriptions.values()].map((subscription) => subscription.close()));
  }
}

const keyOfItem = ({ record, event }: Item): string => keyOf({ topic: record.topic, key: event?.key ?? `${record.partition}/${record.offset}` });

/** What was made of a forgotten history can be made anew in a projection; what a reaction did has gone out into the world. */
const remedyOfFork = (unit: UnitName): { readonly zh: string; readonly en: string } =>
  unit === 'views'
    ? { zh: '请运行 ops rebuild 重建投影', en: 'rebuild the projections by ops rebuild' }
    : { zh: '请用 ops parked show 核对两段历史，再用 ops parked discard 逐个放弃', en: 'compare the two by ops parked show, then give these up by ops parked discard' };
