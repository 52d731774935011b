import type { EventContract } from '@aftercare/contracts';
import type { Key, ParkedFate, ParkedRecord, Standing, Surroundings, UnitStore } from '../event-store';
import { reasonOf, type Logger } from '../logger';
import { classify } from './classify';
import { failureOf } from './failure';
import type { HandlerCalls } from './handler-calls';
import type { UnitName } from './handlers';
import { isEvent, logRecord, readItem, type Item } from './item';
import { chunkLimit, type UnitLimits } from './limits';
import { remedyOf } from './stopped';
import { turnOf } from './turn';

export interface RetrierOptions<T> {
  readonly name: UnitName;
  readonly service: string;
  readonly contracts: ReadonlyMap<string, EventContract>;
  readonly calls: HandlerCalls<T>;
  readonly store: UnitStore<T>;
  readonly surroundings: Surroundings;
  readonly limits: UnitLimits;
  readonly logger: Logger;
  /** While the unit pauses, what is parked rests as well. */
  readonly paused: () => boolean;
  readonly applied: (counts: { readonly applied: number; readonly skipped: number }) => void;
  readonly stop: (reason: string) => void;
}

/**
 * Brings parked events to their end: a failing one is tried again and again at growing intervals, and what waits behind it follows in
 * order as soon as it took effect or was discarded. What still fails is dead and holds its key until a person has looked.
 */
export class Retrier<T> {
  readonly #closing = new AbortController();
  #wake = new AbortController();
  #running: Promise<void> | null = null;
  #standing: Standing = { failing: 0, behind: 0, dead: 0, forked: 0, gaps: 0 };

  constructor(private readonly options: RetrierOptions<T>) {}

  start(): void {
    this.#running ??= this.#run();
  }

  /** Something was parked: look now. */
  kick(): void {
    this.#wake.abort();
  }

  /** Lets the transaction in flight end. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#wake.abort();
    await this.#running;
  }

  /** As of the last look. */
  standing(): Standing {
    return this.#standing;
  }

  async #run(): Promise<void> {
    const { limits, surroundings, logger, name, service, stop } = this.options;
    while (!this.#closed) {
      this.#wake = new AbortController();
      try {
        await this.#round();
      } catch (error) {
        if (classify(error) === 'deployment') return stop(remedyOf(error));
        logger.warn({ service, unit: name, reason: reasonOf(error) }, 'parked events could not be looked at');
      }
      if (this.#closed) return;
      await surroundings.pause(this.#waits ? limits.pollMs : limits.idlePollMs, this.#wake.signal);
    }
  }

  get #closed(): boolean {
    return this.#closing.signal.aborted;
  }

  get #waits(): boolean {
    return this.#standing.failing + this.#standing.behind > 0;
  }

  async #round(): Promise<void> {
    const { store, name } = this.options;
    this.#standing = await store.standing(name);
    if (!this.#waits || this.options.paused()) return;
    for (const key of await store.due(name, 100)) await this.#drain(key);
    this.#standing = await store.standing(name);
  }

  /** As much of a key as takes effect. A transaction that fails is halved, until the one that fails is alone. */
  async #drain(key: Key): Promise<void> {
    const most = chunkLimit[this.options.name];
    for (let size = most; size > 0 && !this.#closed && !this.options.paused(); ) {
      let turn: readonly ParkedRecord[] = [];
      try {
        const counts = await this.#step(key, size, (records) => (turn = records));
        if (counts === null) return;
        this.options.applied(counts);
        size = Math.min(size * 2, most);
      } catch (error) {
        const trouble = classify(error);
        if (trouble === 'deployment') throw error;
        const [first] = turn;
        // Of a trouble that passes nothing is told: the key stays due.
        if (trouble === 'transient' || !first) return;
        if (turn.length === 1) return this.#postpone(key, first, error);
        size = turn.length >> 1;
      }
    }
  }

  /** One transaction over what of the key may be tried now, at most `size`; null when there is nothing. */
  async #step(key: Key, size: number, telling: (turn: readonly ParkedRecord[]) => void): Promise<{ applied: number; skipped: number } | null> {
    const { name, contracts, calls, store, surroundings } = this.options;
    // What is to be tried is known under the lock only, so the handlers enter the branches themselves.
    return calls.run([], [], async (tx, spans) => {
      const [state] = await store.lock(tx, name, [key]);
      const last = state?.last ?? 0;
      if (state?.forked === true) return null;
      const parked = await store.parked(tx, name, key, size);
      const done = parked.filter(({ sequence }) => (sequence as number) <= last);
      const turn = turnOf(last, parked.slice(done.length), surroundings.now());
      telling(turn);
      const items = turn.map((record) => readItem(logRecord(record), contracts));
      const refused = items.findIndex(({ failure }) => failure !== null);
      const sound = (refused < 0 ? items : items.slice(0, refused)).filter(isEvent);
      if (refused === 0) {
        await store.settle(tx, name, [this.#failed(turn[0] as ParkedRecord, (items[0] as Item).failure), ...done.map(gone)]);
        return null;
      }
      if (sound.length === 0 && done.length === 0) return null;
      const counts = await calls.apply(tx, sound, spans);
      if (sound.length > 0) await store.reach(tx, name, [{ ...key, last: last + sound.length, lastEventId: sound.at(-1)?.event.id ?? null }]);
      await store.settle(tx, name, [...done, ...turn.slice(0, sound.length)].map(gone));
      return counts;
    });
  }

  async #postpone(key: Key, tried: ParkedRecord, error: unknown): Promise<void> {
    const { name, store } = this.options;
    await store.transaction([], async (tx) => {
      await store.lock(tx, name, [key]);
      const [first] = await store.parked(tx, name, key, 1);
      // Another member may have tried it meanwhile, or a person discarded it.
      if (first?.eventId === tried.eventId && first.attempts === tried.attempts) await store.settle(tx, name, [this.#failed(tried, failureOf(error))]);
    });
  }

  #failed({ eventId, status, attempts, topic, key, type }: ParkedRecord, failure: ParkedFate['failure']): ParkedFate {
    const { limits, surroundings, logger, name, service } = this.options;
    // For one that only waited it was the first time.
    const tries = status === 'behind' ? 0 : attempts + 1;
    const dead = tries >= limits.retries;
    const fields = { service, unit: name, topic, key, type, eventId, tries, errorClass: failure?.errorClass, errorCode: failure?.errorCode, reason: failure?.message };
    if (dead) logger.error(fields, `停放的事件不再重试，其键被占住：请运行 ops parked show ${eventId} / a parked event is dead and holds its key: run ops parked show ${eventId}`);
    else logger.warn(fields, 'a parked event has failed again');
    const pause = Math.min(limits.firstRetryMs * 2 ** tries, limits.longestRetryMs);
    return { eventId, status: dead ? 'dead' : 'failing', attempts: tries, nextAt: dead ? null : new Date(surroundings.now() + pause), failure };
  }
}

const gone = ({ eventId, attempts }: ParkedRecord): ParkedFate => ({ eventId, status: 'gone', attempts, nextAt: null, failure: null });
