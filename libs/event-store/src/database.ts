import { setTimeout as delay } from 'node:timers/promises';
import type { Branches, Permission, Principal } from '@aftercare/auth';
import { branchesFor, canWait } from '@aftercare/auth';
import { Unavailable } from '@aftercare/kernel';
import { context as otelContext, propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import type { PoolClient, QueryConfig } from 'pg';
import { escapeLiteral } from 'pg';
import type { DataSource, EntityMetadata, EntitySchema, EntityTarget, ObjectLiteral, QueryRunner } from 'typeorm';
import { sqlState, TxSealed } from './errors';
import type { Statement } from './statement';
import { branchSetting, Tx } from './tx';
import type { TxContext } from './tx-context';

export interface DatabaseOptions {
  /** Connection URL of the service's app role. */
  readonly url: string;
  readonly service: string;
  readonly poolSize: number;
  /** Mapped aggregates; none for a service that only keeps rows. */
  readonly mappings?: readonly EntitySchema[];
  /** Longest wait for a free connection, in ms; then `Unavailable`. */
  readonly poolWaitMs?: number;
  /** Longest time of one statement, in ms; a connection that says nothing for 5 s more is dead. */
  readonly statementMs?: number;
}

/**
 * What a value of `branch_id = ANY($n)` is compared with: `null` means every branch, to be written `($n::text[] IS NULL OR …)`. Of a branch that is
 * `named` only that one, and none where it is not among them.
 */
export const branchParam = (branches: Branches, named?: string): readonly string[] | null => {
  if (named !== undefined) return branches === '*' || branches.includes(named) ? [named] : [];
  return branches === '*' ? null : branches;
};

/** The longest silence of a connection that is alive. */
const silenceMs = 5_000;
/** With the time-out of its own that `pg` reads and its types leave out. */
const rollback: QueryConfig & { readonly query_timeout: number } = { text: 'ROLLBACK', query_timeout: silenceMs };
const serializationFailure = new Set(['40001', '40P01']);
const maxTries = 5;
/** As long as it takes until the queue is looked at again. */
const backlogRetrySeconds = 5;

/** One service's own schema: the only opener of transactions, and the only door for reads under branch isolation. */
export class Database {
  readonly #listeners = new Set<() => void>();
  #overloaded: () => boolean = () => false;

  private constructor(
    private readonly source: DataSource,
    readonly service: string,
  ) {}

  /** Connects; rejects with the driver's error when the database cannot be reached or refuses the role. */
  static async open(options: DatabaseOptions): Promise<Database> {
    // Loaded by who opens a database, not by who only knows its errors: it is 0.1 s of the start.
    const { DataSource } = await import('typeorm');
    const { statementMs = 30_000 } = options;
    const source = new DataSource({
      type: 'postgres',
      url: options.url,
      entities: [...(options.mappings ?? [])],
      synchronize: false,
      logging: false,
      installExtensions: false,
      poolSize: options.poolSize,
      applicationName: `aftercare ${options.service}`,
      extra: {
        connectionTimeoutMillis: options.poolWaitMs ?? 1_000,
        // A client that stops between two statements must not hold its locks for ever.
        options: `-c idle_in_transaction_session_timeout=10s -c statement_timeout=${statementMs} -c timezone=UTC`,
        // The server ends a statement by itself; when not even that arrives, the line is dead and nobody else would tell.
        query_timeout: statementMs + silenceMs,
      },
    });
    await initialized(source);
    return new Database(source, options.service);
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }

  /** How many connections are open, free, and waited for. */
  get pool(): { readonly total: number; readonly idle: number; readonly waiting: number } {
    const { master } = this.source.driver as unknown as { master: { totalCount: number; idleCount: number; waitingCount: number } };
    return { total: master.totalCount, idle: master.idleCount, waiting: master.waitingCount };
  }

  /** Calls back after each COMMIT that carried events: the relay's wake-up. Gives the function that ends it. */
  onCommitted(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** While `overloaded` says so, transactions that carry events of programs that can wait fail with `Unavailable('events.backlog')`. */
  turnAwayWhile(overloaded: () => boolean): void {
    this.#overloaded = overloaded;
  }

  /** The mapping of an aggregate as TypeORM understood it; for the stores. */
  metadataOf(target: EntityTarget<ObjectLiteral>): EntityMetadata {
    return this.source.getMetadata(target);
  }

  /**
   * All or nothing: runs `work` in one transaction with the branch context set for just that transaction, appends the events
   * it raised, commits. Deadlocks and serialization failures are tried again, up to five times, so `work` must have no effect
   * outside `tx`. Throws what `work` throws, after the rollback; `Unavailable` when no connection is free.
   */
  async withTx<T>(ctx: TxContext, work: (tx: Tx) => Promise<T>): Promise<T> {
    const tracer = trace.getTracer('event-store');
    return tracer.startActiveSpan('transaction', async (span) => {
      try {
        for (let attempt = 1; ; attempt++) {
          try {
            return await this.#once(ctx, work);
          } catch (error) {
            if (attempt === maxTries || !serializationFailure.has(sqlState(error) ?? '')) throw error;
            await delay(attempt * (5 + Math.random() * 10));
          }
        }
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  }

  /** Rows that `principal` may see by `permission`, in a read-only transaction under the branch wall. */
  async read<R extends object>(principal: Principal, permission: Permission, sql: Statement, values: readonly unknown[] = []): Promise<R[]> {
    return this.withTx({ principal, branches: branchesFor(principal, permission), readOnly: true }, (tx) => tx.query<R>(sql, values));
  }

  async #once<T>(ctx: TxContext, work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    let client: PoolClient;
    try {
      client = (await runner.connect()) as PoolClient;
    } catch (error) {
      throw new Unavailable('database.unavailable', 1, { cause: error });
    }
    const tx = new Tx(runner, client, withTrace(ctx));
    let committed = false;
    try {
      await client.query(opening(ctx));
      const result = await work(tx);
      if (tx.raised > 0 && canWait(ctx.principal) && this.#overloaded()) throw new Unavailable('events.backlog', backlogRetrySeconds);
      await tx.append();
      tx.seal();
      const { command } = await client.query('COMMIT');
      // Postgres answers COMMIT of a failed transaction with a quiet ROLLBACK.
      if (command !== 'COMMIT') throw new TxSealed();
      committed = true;
      if (tx.raised > 0) for (const listener of this.#listeners) listener();
      return result;
    } catch (error) {
      tx.seal(error);
      await tx.settled();
      throw error;
    } finally {
      await this.#release(runner, client, committed);
    }
  }

  async #release(runner: QueryRunner, client: PoolClient, committed: boolean): Promise<void> {
    try {
      if (!committed) await client.query(rollback);
      await runner.release();
    } catch (error) {
      // The connection is gone or in an unknown state: it must not go back to the pool.
      await (runner as PostgresQueryRunner).releasePostgresConnection(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** TypeORM's Postgres runner can hand a broken connection back as broken; its public type hides that. */
interface PostgresQueryRunner extends QueryRunner {
  releasePostgresConnection(error: Error): Promise<void>;
}

/** What pg-pool says while a connection is waited for, and while it is being made. */
const tooSlow = /timeout exceeded when trying to connect|terminated due to connection timeout/;
/** How often a server that is slow to answer is asked when a service starts: everything starts at once then. */
const firstTries = 15;

const initialized = async (source: DataSource): Promise<void> => {
  for (let tries = 1; ; tries++) {
    try {
      await source.initialize();
      return;
    } catch (error) {
      if (tries === firstTries || !(error instanceof Error && tooSlow.test(error.message))) throw error;
    }
  }
};

const opening = (ctx: TxContext): string => {
  const settings = [
    ['app.branches', branchSetting(ctx.branches)],
    ['app.subject', ctx.principal.subject],
    ...(ctx.lockTimeoutMs === undefined ? [] : [['lock_timeout', `${ctx.lockTimeoutMs}ms`]]),
  ] as const;
  return `BEGIN${ctx.readOnly ? ' READ ONLY' : ''}; SELECT ${settings.map(([name, value]) => `set_config('${name}', ${escapeLiteral(value ?? '')}, true)`).join(', ')}`;
};

const withTrace = (ctx: TxContext): TxContext => {
  const carrier: { traceparent?: string } = {};
  propagation.inject(otelContext.active(), carrier);
  return carrier.traceparent === undefined ? ctx : { ...ctx, traceparent: carrier.traceparent };
};

