import type { Surroundings, Timer, TimerStore } from '../event-store';
import { reasonOf, type Logger } from '../logger';
import { classify } from '../units/classify';
import { failureOf } from '../units/failure';

/** What a kind of timer does. */
export interface Firing<T> {
  /** Holds the subject as whoever changes it would; a timer is taken only under this lock. */
  lock(tx: T, subject: string): Promise<void>;
  /** Called once, with the timer already taken; whatever it throws brings the timer back. */
  fire(timer: Timer, tx: T): Promise<void>;
}

/** How patient timers are; tests of them are less so. */
export interface TimerLimits {
  /** The longest pause between two looks. */
  readonly pollMs: number;
  /** After a trouble that passes by itself. It counts as no attempt. */
  readonly restMs: number;
  /** Between the attempts of one that fails: doubling from the first to the longest. */
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** Attempts, after which it is dead. */
  readonly attempts: number;
}

const defaultLimits: TimerLimits = { pollMs: 1_000, restMs: 5_000, firstRetryMs: 60_000, longestRetryMs: 60 * 60_000, attempts: 8 };

export interface TimerMetrics {
  fired?(kind: string): void;
  failed?(kind: string): void;
  dead?(timers: number): void;
}

export interface TimersOptions<T> {
  readonly service: string;
  readonly firings: ReadonlyMap<string, Firing<T>>;
  readonly store: TimerStore<T>;
  readonly surroundings: Surroundings;
  readonly logger: Logger;
  readonly metrics?: TimerMetrics;
  readonly limits?: Partial<TimerLimits>;
}

/** Timers read at once, and how many of them fire at a time: one that hangs at a lock does not keep the others waiting. */
const pageSize = 100;
const lanes = 4;

/**
 * Fires what is due: each timer in a transaction of its own, exactly once, however many instances of the service look. One that fails is
 * tried again at growing intervals, and the others go on.
 */
export class Timers<T> {
  readonly #limits: TimerLimits;
  readonly #closing = new AbortController();
  #wake = new AbortController();
  #running: Promise<void> | null = null;

  constructor(private readonly options: TimersOptions<T>) {
    this.#limits = { ...defaultLimits, ...options.limits };
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Look now: the clock has been moved. */
  kick(): void {
    this.#wake.abort();
  }

  /** Lets the transactions in flight end. */
  async stop(): Promise<void> {
    this.#closing.abort();
    this.#wake.abort();
    await this.#running;
  }

  get #closed(): boolean {
    return this.#closing.signal.aborted;
  }

  async #run(): Promise<void> {
    const { surroundings, logger, service } = this.options;
    while (!this.#closed) {
      this.#wake = new AbortController();
      let rest = this.#limits.pollMs;
      try {
        rest = await this.#round();
      } catch (error) {
        logger.warn({ service, reason: reasonOf(error) }, 'timers could not be looked at');
      }
      if (!this.#closed) await surroundings.pause(rest, this.#wake.signal);
    }
  }

  /** Fires a page of what is due; gives how long to wait for more. */
  async #round(): Promise<number> {
    const { store, metrics } = this.options;
    const due = await store.due(pageSize);
    const left = [...due];
    const lane = async (): Promise<void> => {
      for (let timer = left.shift(); timer && !this.#closed; timer = left.shift()) await this.#fire(timer);
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    if (due.length === pageSize) return 0;
    const { nextInMs, dead } = await store.standing();
    metrics?.dead?.(dead);
    return Math.max(0, Math.min(this.#limits.pollMs, nextInMs ?? this.#limits.pollMs));
  }

  async #fire(timer: Timer): Promise<void> {
    const { store, firings, metrics } = this.options;
    const { kind, subject, branchId } = timer;
    try {
      const firing = firings.get(kind);
      if (!firing) throw new Error(`this version has nothing that fires ${kind}`);
      const fired = await store.transaction(branchId === null ? '*' : [branchId], async (tx) => {
        // The subject first, as a command does that sets or takes back a timer: the other way round the two could wait for each other.
        await firing.lock(tx, subject);
        if (!(await store.take(tx, timer))) return false;
        await firing.fire(timer, tx);
        return true;
      });
      if (fired) metrics?.fired?.(kind);
    } catch (error) {
      metrics?.failed?.(kind);
      await this.#postpone(timer, error);
    }
  }

  async #postpone(timer: Timer, error: unknown): Promise<void> {
    const { store, surroundings, logger, service } = this.options;
    const { restMs, firstRetryMs, longestRetryMs, attempts: most } = this.#limits;
    const counts = classify(error) === 'poison';
    const attempts = timer.attempts + Number(counts);
    const pause = counts ? Math.min(firstRetryMs * 2 ** timer.attempts, longestRetryMs) : restMs;
    const dead = counts && attempts >= most;
    const { kind, subject } = timer;
    const { errorCode, message } = failureOf(error);
    const fields = { service, kind, subject, attempts, errorCode, reason: message };
    try {
      await store.postpone(timer, { attempts, nextAt: dead ? null : new Date(surroundings.now() + pause) });
    } catch (again) {
      // Nothing was kept: it stays due, and the next look tries it once more.
      logger.warn({ ...fields, again: reasonOf(again) }, 'a timer has failed and could not be postponed');
      return;
    }
    if (dead) logger.error(fields, `定时任务多次失败，已停止重试：排除原因后请运行 ops timers revive ${kind} ${subject} / a timer has failed too often and fires no more by itself: remove the cause, then run ops timers revive ${kind} ${subject}`);
    else logger.warn(fields, 'a timer has failed and will be tried again');
  }
}
