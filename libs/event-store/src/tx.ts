import type { Branches } from '@aftercare/auth';
import type { ContractEvent } from '@aftercare/contracts';
import { maxPayloadBytes, validateClosed } from '@aftercare/contracts';
import { newId } from '@aftercare/kernel';
import type { EntityManager, QueryRunner } from 'typeorm';
import type { PoolClient } from 'pg';
import { appending } from './append';
import { EventTooLarge, TxBusy, TxSealed } from './errors';
import type { PendingEvent } from './pending-event';
import type { Statement } from './statement';
import { statement } from './statement';
import type { Cause, TxContext } from './tx-context';

const businessNow = statement('business-now', 'SELECT business_now() AS now');
const enterBranches = statement('enter-branches', "SELECT set_config('app.branches', $1, true)");

/** Branches as the setting that the branch wall reads. */
export const branchSetting = (branches: Branches): string => (branches === '*' ? '*' : branches.join(','));

/**
 * One open transaction. Statements run one at a time; the first failure seals it, and whatever is tried afterwards throws
 * `TxSealed`. TypeORM's manager goes through the same door, so that a rejected `Promise.all` cannot write after a rollback.
 */
export class Tx {
  readonly #client: PoolClient;
  readonly #events: PendingEvent[] = [];
  #inFlight: Promise<unknown> | null = null;
  #sealedBy: { cause: unknown } | null = null;
  #cause: Cause;
  #branches: string;

  /** Reads and writes through mapped entities inside this transaction; for `persistence/` only. */
  readonly manager: EntityManager;

  constructor(
    runner: QueryRunner,
    client: PoolClient,
    readonly context: TxContext,
  ) {
    this.#client = client;
    this.#cause = context;
    this.#branches = branchSetting(context.branches);
    this.manager = runner.manager;
    const ormQuery = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
    const refuse = (): never => {
      throw new Error('withTx() alone opens, commits and rolls back');
    };
    Object.assign(runner, {
      isTransactionActive: true,
      query: (...args: unknown[]) => this.#guarded(() => ormQuery(...args)),
      startTransaction: refuse,
      commitTransaction: refuse,
      rollbackTransaction: refuse,
    });
  }

  /** Runs one statement and gives its rows. Database errors pass through and seal the transaction. */
  async query<R extends object = Record<string, unknown>>(sql: Statement, values: readonly unknown[] = []): Promise<R[]> {
    const config = typeof sql === 'string' ? { text: sql } : { name: sql.name, text: sql.text };
    const result = await this.#guarded(() => this.#client.query<R & Record<string, unknown>>({ ...config, values: [...values] }));
    return result.rows;
  }

  /** The business clock, read in the database. Not below an aggregate's last event: that is the store's doing. */
  async now(): Promise<Date> {
    const [row] = await this.query<{ now: Date }>(businessNow);
    if (!row) throw new Error('business_now() gave no row');
    return row.now;
  }

  /**
   * Lets an event leave with this transaction: it is stored and queued by the last statement before COMMIT, in the order
   * raised per key. Throws `ContractViolation` or `EventTooLarge` at once, and the transaction is lost.
   */
  raise(event: ContractEvent, occurredAt: Date): void {
    this.#refuseWhenSealed();
    try {
      validateClosed(event.contract, event.data);
      const payload = Buffer.from(JSON.stringify(event.data));
      if (payload.length > maxPayloadBytes) throw new EventTooLarge(event.contract.type, payload.length, maxPayloadBytes);
      this.#events.push({ id: newId(), event, payload, occurredAt, cause: this.#cause });
    } catch (error) {
      this.seal(error);
      throw error;
    }
  }

  /** Events raised from here on are a consequence of this one: a chunk of events is handled in one transaction, each with its own cause. */
  causedBy(cause: Cause): void {
    this.#cause = cause;
  }

  /** From here on only rows of these branches exist: one event of a chunk must not reach what another one may. */
  async within(branches: Branches): Promise<void> {
    const setting = branchSetting(branches);
    if (setting === this.#branches) return;
    await this.query(enterBranches, [setting]);
    this.#branches = setting;
  }

  /** How many events wait for COMMIT. */
  get raised(): number {
    return this.#events.length;
  }

  /** Writes the events that were raised; the last statement of the transaction. Throws when anything before it failed. For `withTx` only. */
  async append(): Promise<void> {
    this.#refuseWhenSealed();
    if (this.#inFlight) throw new TxBusy();
    if (this.#events.length > 0) await this.query(...appending(this.#events, this.context));
  }

  /** No statement runs from here on. For `withTx` only. */
  seal(cause?: unknown): void {
    this.#sealedBy ??= { cause };
  }

  /** Resolves when no statement is in flight any more. For `withTx` only. */
  async settled(): Promise<void> {
    await this.#inFlight?.catch(() => undefined);
  }

  #refuseWhenSealed(): void {
    if (this.#sealedBy) throw new TxSealed(this.#sealedBy);
  }

  async #guarded<T>(run: () => Promise<T>): Promise<T> {
    this.#refuseWhenSealed();
    if (this.#inFlight) {
      const busy = new TxBusy();
      this.seal(busy);
      throw busy;
    }
    try {
      const flight = run();
      this.#inFlight = flight;
      return await flight;
    } catch (error) {
      this.seal(error);
      throw error;
    } finally {
      this.#inFlight = null;
    }
  }
}
