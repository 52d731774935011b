import { systemPrincipal } from '@aftercare/auth';
import { statement, type Database, type Tx } from '@aftercare/event-store';
import type { EventBus } from '../event-bus';
import type { Surroundings } from '../event-store';
import { reasonOf, type Logger } from '../logger';
import type { Handler } from '../units/handler-calls';
import { projectionOf } from '../units/handlers';
import { defaultLimits, type UnitLimits } from '../units/limits';
import { Rebuild } from './rebuild';
import { claimRebuild, lockRebuilds } from './rebuild-row';

export interface RebuildsOptions {
  readonly service: string;
  /** Those of the live unit. */
  readonly handlers: readonly Handler<Tx>[];
  readonly bus: EventBus;
  readonly database: Database;
  readonly surroundings: Surroundings;
  readonly logger: Logger;
  readonly limits?: Partial<UnitLimits>;
}

// Whose process has ended is found by the lock that nobody holds any more.
const asked = statement('rebuild-asked', "SELECT 1 FROM rebuild WHERE status IN ('requested', 'running') AND projection = ANY ($1) LIMIT 1");
const alive = statement('rebuild-alive', 'SELECT 1');
const beatMs = 1_000;

/** Carries out the rebuilds that were asked for, one at a time in all processes of the service. */
export class Rebuilds {
  readonly #projections: readonly string[];
  readonly #closing = new AbortController();
  #running: Promise<void> | null = null;

  constructor(private readonly options: RebuildsOptions) {
    this.#projections = [...new Set(options.handlers.map(projectionOf))];
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** One that is under way begins anew in another process, or at the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  /** Carries out the oldest request, or what somebody has left half-way, if there is one and no other process is at it. True when it did. */
  async next(signal: AbortSignal = this.#closing.signal): Promise<boolean> {
    if ((await this.#alone((tx) => tx.query(asked, [this.#projections]))).length === 0) return false;
    // The lock is held as long as this transaction is open, and that is as long as this process shows signs of life.
    return this.#alone(async (holder) => {
      if (!(await lockRebuilds(holder))) return false;
      const run = await this.#alone((tx) => claimRebuild(tx, this.#projections));
      if (!run) return false;
      const lost = new AbortController();
      const done = new AbortController();
      const beating = this.#beat(holder, done.signal).catch(() => lost.abort());
      const handlers = this.options.handlers.filter((handler) => projectionOf(handler) === run.projection);
      try {
        await new Rebuild({ ...this.options, ...run, handlers }).go(AbortSignal.any([signal, lost.signal]));
      } finally {
        done.abort();
        await beating;
      }
      return true;
    });
  }

  async #run(): Promise<void> {
    const { surroundings, logger, service, limits } = this.options;
    while (!this.#closing.signal.aborted) {
      await this.next().catch((error: unknown) => logger.warn({ service, reason: reasonOf(error) }, 'rebuilds could not be looked at'));
      await surroundings.pause(limits?.idlePollMs ?? defaultLimits.idlePollMs, this.#closing.signal);
    }
  }

  async #beat(holder: Tx, done: AbortSignal): Promise<void> {
    while (!done.aborted) {
      await holder.query(alive);
      await this.options.surroundings.pause(beatMs, done);
    }
  }

  async #alone<R>(work: (tx: Tx) => Promise<R>): Promise<R> {
    const { database, service } = this.options;
    return database.withTx({ principal: systemPrincipal(service, []), branches: [] }, work);
  }
}
