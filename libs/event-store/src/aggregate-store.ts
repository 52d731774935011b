import { isDeepStrictEqual } from 'node:util';
import 'reflect-metadata';
import { branchesFor, mayIn, type Principal } from '@aftercare/auth';
import type { ContractEvent } from '@aftercare/contracts';
import { newId, NotFound } from '@aftercare/kernel';
import type { EntityMetadata, EntitySchema, ObjectLiteral } from 'typeorm';
import { lockTimeoutMs, runCommand, type Command } from './command';
import { Database } from './database';
import { VersionMismatch } from './errors';
import { statement, type Statement } from './statement';
import { followTimers, type TimerChange, type TimerChanges } from './timer-changes';
import type { Tx } from './tx';

/** What a decision may look at besides the aggregate. `now` is business time, never below the aggregate's last event. */
export interface Decision<F = undefined> {
  readonly now: Date;
  readonly newId: () => string;
  readonly actor: Principal;
  /** What only the database can say (a number, a reservation), obtained in the same transaction. */
  readonly facts: F;
}

/** The events of a decision, with the answer for the caller where there is one. No events: nothing happened, nothing is written. */
export type Decided<E, T> = readonly E[] | { readonly events: readonly E[]; readonly answer: T };

/** A new aggregate, the events of its making, and the answer for the caller. */
export interface Created<A, E, T> {
  readonly aggregate: A;
  readonly events: readonly E[];
  readonly answer: T;
  /** When it happened, for what is brought in from elsewhere; without it, now. */
  readonly at?: Date;
}

export interface AggregateStore<A extends object, E> {
  /** Makes an aggregate by command. `facts` runs in the same transaction, before the pure `decide`. */
  create<T, F = undefined>(decide: (decision: Decision<F>) => Created<A, E, T>, command: Command, facts?: (tx: Tx, now: Date) => Promise<F>): Promise<T>;
  /**
   * Changes an aggregate by command, under its row lock. `facts` runs in the same transaction, after the lock and before the pure `decide`.
   * `NotFound` also when the actor may not act in its branch. Without an event nothing is written, and a change that no event tells is an error.
   */
  change<T = undefined, F = undefined>(
    id: string,
    decide: (aggregate: A, decision: Decision<F>) => Decided<E, T>,
    command: Command,
    facts?: (tx: Tx, aggregate: A, now: Date) => Promise<F>,
  ): Promise<T>;
  /**
   * Throws what `change` would refuse with at this moment, and gives the aggregate as the decision would leave it. Nothing is written:
   * for a command with a part that another service has to keep first.
   */
  consider<T = undefined, F = undefined>(
    id: string,
    decide: (aggregate: A, decision: Decision<F>) => Decided<E, T>,
    command: Command,
    facts?: (tx: Tx, aggregate: A, now: Date) => Promise<F>,
  ): Promise<A>;
  /** The same as `create` inside a transaction that is already open: for reactions and imports. */
  createIn<T>(tx: Tx, decide: (decision: Decision) => Created<A, E, T>): Promise<T>;
  /** Many of them at once, with one statement for their rows. */
  createAllIn(tx: Tx, decide: (decision: Decision) => readonly Created<A, E, unknown>[]): Promise<void>;
  /** The same as `change` inside a transaction that is already open: for reactions and jobs. */
  changeIn<T = undefined>(tx: Tx, id: string, decide: (aggregate: A, decision: Decision) => Decided<E, T>): Promise<T>;
  /**
   * The same as `changeIn` for several at once, with one statement that locks their rows, in the order of their ids, and one that writes what has changed.
   * An event is told as soon as `decide` yields it, of the aggregate as it is at that moment: where more follows, it is not told of that yet.
   */
  changeAllIn(tx: Tx, ids: readonly string[], decide: (aggregate: A, decision: Decision) => Iterable<E>): Promise<void>;
  /** Holds an aggregate's row for the rest of the transaction, as `changeIn` will. `NotFound` when there is none. */
  lockIn(tx: Tx, id: string): Promise<void>;
}

export interface AggregateStoreOptions<A extends object, E> {
  /** The word for it in answers and rule codes, e.g. `ticket`. */
  readonly kind: string;
  /** Maps a plain class with the properties `id`, `branchId` and `version`. */
  readonly mapping: EntitySchema<ObjectLiteral>;
  /** The domain event as the world outside may know it. */
  readonly publishes: (event: E, aggregate: A) => ContractEvent;
  /** The timers that an event sets or takes back, in the same transaction; the aggregate's id is their subject. */
  readonly timers?: (event: E, aggregate: A) => readonly TimerChange[];
  /** The table has a column `changed_tx`, by which a feed follows the changes: see `feedPage`. */
  readonly inFeed?: boolean;
}

/**
 * The only writer of an aggregate. `class TicketStore extends aggregateStore({ kind, mapping, publishes }) {}` gives a store
 * to inject: no change can miss the lock, the version, the transaction, the branch check or the event.
 */
export const aggregateStore = <A extends object, E>(options: AggregateStoreOptions<A, E>): new (database: Database) => AggregateStore<A, E> => {
  class Store implements AggregateStore<A, E> {
    readonly #database: Database;
    readonly #rows: AggregateRows<A>;

    constructor(database: Database) {
      this.#database = database;
      this.#rows = new AggregateRows<A>(options.kind, database.metadataOf(options.mapping.options.target ?? options.mapping), options.inFeed);
    }

    async create<T, F = undefined>(decide: (decision: Decision<F>) => Created<A, E, T>, command: Command, facts?: (tx: Tx, now: Date) => Promise<F>): Promise<T> {
      return runCommand(this.#database, command, async (tx) => {
        const { aggregate, answer } = await this.#make(tx, decide, facts, (branchId) => mayIn(command.principal, command.permission, branchId));
        return { answer, subject: this.#rows.id(aggregate), branchId: this.#rows.branchId(aggregate) };
      });
    }

    async change<T = undefined, F = undefined>(
      id: string,
      decide: (aggregate: A, decision: Decision<F>) => Decided<E, T>,
      command: Command,
      facts?: (tx: Tx, aggregate: A, now: Date) => Promise<F>,
    ): Promise<T> {
      return runCommand(this.#database, command, async (tx) => {
        const { aggregate, answer } = await this.#alter(tx, id, decide, facts, command.version, (branchId) => mayIn(command.principal, command.permission, branchId));
        return { answer, subject: id, branchId: this.#rows.branchId(aggregate) };
      });
    }

    async consider<T = undefined, F = undefined>(
      id: string,
      decide: (aggregate: A, decision: Decision<F>) => Decided<E, T>,
      command: Command,
      facts?: (tx: Tx, aggregate: A, now: Date) => Promise<F>,
    ): Promise<A> {
      const { principal, permission, version } = command;
      return this.#database.withTx({ principal, branches: branchesFor(principal, permission), lockTimeoutMs }, async (tx) =>
        (await this.#decide(tx, id, decide, facts, version, (branchId) => mayIn(principal, permission, branchId))).aggregate);
    }

    async createIn<T>(tx: Tx, decide: (decision: Decision) => Created<A, E, T>): Promise<T> {
      return (await this.#make(tx, decide, undefined, everywhere)).answer;
    }

    async createAllIn(tx: Tx, decide: (decision: Decision) => readonly Created<A, E, unknown>[]): Promise<void> {
      const now = await tx.now();
      const created = decide({ now, newId, actor: tx.context.principal, facts: undefined });
      await this.#rows.insertAll(tx, created.map(({ aggregate }) => aggregate));
      for (const { aggregate, events, at = now } of created) await this.#raise(tx, aggregate, events, at);
    }

    async changeIn<T = undefined>(tx: Tx, id: string, decide: (aggregate: A, decision: Decision) => Decided<E, T>): Promise<T> {
      return (await this.#alter(tx, id, decide, undefined, null, everywhere)).answer;
    }

    async changeAllIn(tx: Tx, ids: readonly string[], decide: (aggregate: A, decision: Decision) => Iterable<E>): Promise<void> {
      const changed: { readonly aggregate: A; readonly events: readonly E[] }[] = [];
      for (const { aggregate, now } of await this.#rows.lockAll(tx, ids)) {
        const events: E[] = [];
        for (const event of decide(aggregate, { now, newId, actor: tx.context.principal, facts: undefined })) {
          tx.raise(options.publishes(event, aggregate), now);
          events.push(event);
        }
        if (events.length > 0) changed.push({ aggregate, events });
        else await this.#refuseForgotten(tx, aggregate);
      }
      if (changed.length === 0) return;
      await this.#rows.updateAll(tx, changed.map(({ aggregate }) => aggregate));
      await followTimers(tx, changed.map(({ aggregate, events }) => this.#timersOf(aggregate, events)));
    }

    async lockIn(tx: Tx, id: string): Promise<void> {
      await this.#rows.lock(tx, id);
    }

    async #make<T, F>(tx: Tx, decide: (d: Decision<F>) => Created<A, E, T>, facts: ((tx: Tx, now: Date) => Promise<F>) | undefined, inBranch: (id: string) => boolean): Promise<Created<A, E, T>> {
      const now = await tx.now();
      const known = (await facts?.(tx, now)) as F;
      const created = decide({ now, newId, actor: tx.context.principal, facts: known });
      if (!inBranch(this.#rows.branchId(created.aggregate))) throw new NotFound('branch');
      await this.#rows.insert(tx, created.aggregate);
      await this.#raise(tx, created.aggregate, created.events, created.at ?? now);
      return created;
    }

    async #decide<T, F>(
      tx: Tx,
      id: string,
      decide: (aggregate: A, d: Decision<F>) => Decided<E, T>,
      facts: ((tx: Tx, aggregate: A, now: Date) => Promise<F>) | undefined,
      expected: number | null,
      inBranch: (id: string) => boolean,
    ): Promise<{ aggregate: A; version: number; now: Date; events: readonly E[]; answer: T }> {
      const { aggregate, now } = await this.#rows.lock(tx, id);
      if (!inBranch(this.#rows.branchId(aggregate))) throw new NotFound(options.kind);
      const version = this.#rows.version(aggregate);
      if (expected !== null && expected !== version) throw new VersionMismatch(expected, version);
      const known = (await facts?.(tx, aggregate, now)) as F;
      const decided = decide(aggregate, { now, newId, actor: tx.context.principal, facts: known });
      return { aggregate, version, now, ...(isEvents(decided) ? { events: decided, answer: undefined as T } : decided) };
    }

    async #alter<T, F>(
      tx: Tx,
      id: string,
      decide: (aggregate: A, d: Decision<F>) => Decided<E, T>,
      facts: ((tx: Tx, aggregate: A, now: Date) => Promise<F>) | undefined,
      expected: number | null,
      inBranch: (id: string) => boolean,
    ): Promise<{ aggregate: A; answer: T }> {
      const { aggregate, version, now, events, answer } = await this.#decide(tx, id, decide, facts, expected, inBranch);
      if (events.length > 0) {
        await this.#rows.update(tx, aggregate, version + 1);
        await this.#raise(tx, aggregate, events, now);
      } else {
        await this.#refuseForgotten(tx, aggregate);
      }
      return { aggregate, answer };
    }

    async #refuseForgotten(tx: Tx, aggregate: A): Promise<void> {
      if (await this.#rows.isStored(tx, aggregate)) return;
      throw new Error(`a ${options.kind} was changed, and no event says so: it would be forgotten (${this.#rows.id(aggregate)})`);
    }

    async #raise(tx: Tx, aggregate: A, events: readonly E[], now: Date): Promise<void> {
      for (const event of events) tx.raise(options.publishes(event, aggregate), now);
      await followTimers(tx, [this.#timersOf(aggregate, events)]);
    }

    #timersOf(aggregate: A, events: readonly E[]): TimerChanges {
      return { subject: this.#rows.id(aggregate), branchId: this.#rows.branchId(aggregate), changes: events.flatMap((event) => options.timers?.(event, aggregate) ?? []) };
    }
  }
  // What a decorator would have said: a subclass without a constructor of its own is injected the same.
  Reflect.defineMetadata('design:paramtypes', [Database], Store);
  return Store;
};

const everywhere = (): boolean => true;
const isEvents = <E, T>(decided: Decided<E, T>): decided is readonly E[] => Array.isArray(decided);

/** Reads and writes an aggregate's row by its mapping, with statements that are planned once. */
class AggregateRows<A extends object> {
  readonly #lock: Statement;
  readonly #lockAll: Statement;
  readonly #insert: Statement;
  readonly #insertAll: Statement;
  readonly #update: Statement;
  readonly #updateAll: Statement;

  constructor(
    private readonly kind: string,
    private readonly metadata: EntityMetadata,
    inFeed = false,
  ) {
    const { tableName: table, columns } = metadata;
    const names = columns.map((c) => `"${c.databaseName}"`);
    const id = `"${this.#column('id').databaseName}"`;
    // The clock is read outside the locking query: inside, it would be read before the wait for the lock.
    this.#lock = statement(
      `${table}-lock`,
      `WITH locked AS MATERIALIZED (SELECT * FROM "${table}" WHERE ${id} = $1 FOR UPDATE)
       SELECT locked.*, greatest(business_now(), (SELECT max(last_at) FROM stream_head WHERE key = $1::text)) AS "decided_at" FROM locked`,
    );
    this.#lockAll = statement(
      `${table}-lock-all`,
      `WITH locked AS MATERIALIZED (SELECT * FROM "${table}" WHERE ${id} = ANY ($1) ORDER BY ${id} FOR UPDATE)
       SELECT locked.*, greatest(business_now(), (SELECT max(last_at) FROM stream_head WHERE key = locked.${id}::text)) AS "decided_at" FROM locked`,
    );
    this.#insert = statement(`${table}-insert`, `INSERT INTO "${table}" (${names.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})`);
    this.#insertAll = statement(`${table}-insert-all`, `INSERT INTO "${table}" (${names.join(', ')}) SELECT ${names.join(', ')} FROM jsonb_populate_recordset(NULL::"${table}", $1)`);
    const places = names.map((n, i) => `${n} = $${i + 2}`);
    const feed = inFeed ? ['changed_tx = DEFAULT'] : [];
    this.#update = statement(`${table}-update`, `UPDATE "${table}" SET ${[...places, ...feed].join(', ')} WHERE ${id} = $1`);
    const anew = names.map((n) => `${n} = n.${n}`);
    this.#updateAll = statement(`${table}-update-all`, `UPDATE "${table}" t SET ${[...anew, ...feed].join(', ')} FROM jsonb_populate_recordset(NULL::"${table}", $1) n WHERE t.${id} = n.${id}`);
  }

  id(aggregate: A): string {
    return String(this.#value(aggregate, 'id'));
  }

  branchId(aggregate: A): string {
    return String(this.#value(aggregate, 'branchId'));
  }

  version(aggregate: A): number {
    return Number(this.#value(aggregate, 'version'));
  }

  async lock(tx: Tx, id: string): Promise<{ aggregate: A; now: Date }> {
    const [row] = await tx.query<Record<string, unknown> & { decided_at: Date }>(this.#lock, [id]);
    if (!row) throw new NotFound(this.kind);
    return this.#hydrated(row);
  }

  async lockAll(tx: Tx, ids: readonly string[]): Promise<{ aggregate: A; now: Date }[]> {
    const rows = await tx.query<Record<string, unknown> & { decided_at: Date }>(this.#lockAll, [[...new Set(ids)]]);
    if (rows.length < new Set(ids).size) throw new NotFound(this.kind);
    return rows.map((row) => this.#hydrated(row));
  }

  async insert(tx: Tx, aggregate: A): Promise<void> {
    await tx.query(this.#insert, this.#values(aggregate));
  }

  async insertAll(tx: Tx, aggregates: readonly A[]): Promise<void> {
    await tx.query(this.#insertAll, [this.#asJson(aggregates)]);
  }

  /** Writes them as they are now, each as its next version. */
  async updateAll(tx: Tx, aggregates: readonly A[]): Promise<void> {
    for (const aggregate of aggregates) this.#column('version').setEntityValue(aggregate, this.version(aggregate) + 1);
    await tx.query(this.#updateAll, [this.#asJson(aggregates)]);
  }

  #hydrated(row: Record<string, unknown> & { readonly decided_at: Date }): { aggregate: A; now: Date } {
    const aggregate = this.metadata.create() as A;
    const { driver } = this.metadata.dataSource;
    for (const column of this.metadata.columns) column.setEntityValue(aggregate, driver.prepareHydratedValue(row[column.databaseName], column));
    return { aggregate, now: row.decided_at };
  }

  #asJson(aggregates: readonly A[]): string {
    const { columns } = this.metadata;
    return JSON.stringify(aggregates.map((aggregate) => Object.fromEntries(this.#values(aggregate).map((value, at) => {
      const { databaseName, type } = columns[at]!;
      // A driver's JSON is text already, and here it is a part of more of it.
      return [databaseName, type === 'jsonb' && typeof value === 'string' ? (JSON.parse(value) as unknown) : value];
    }))));
  }

  /** Whether its row says what it says. */
  async isStored(tx: Tx, aggregate: A): Promise<boolean> {
    const { aggregate: stored } = await this.lock(tx, this.id(aggregate));
    return isDeepStrictEqual(this.#values(stored), this.#values(aggregate));
  }

  async update(tx: Tx, aggregate: A, version: number): Promise<void> {
    this.#column('version').setEntityValue(aggregate, version);
    await tx.query(this.#update, [this.id(aggregate), ...this.#values(aggregate)]);
  }

  #values(aggregate: A): unknown[] {
    const { driver } = this.metadata.dataSource;
    return this.metadata.columns.map((column) => driver.preparePersistentValue(column.getEntityValue(aggregate), column) as unknown);
  }

  #value(aggregate: A, property: string): unknown {
    return this.#column(property).getEntityValue(aggregate);
  }

  #column(property: string) {
    const column = this.metadata.findColumnWithPropertyPath(property);
    if (!column) throw new Error(`the mapping of ${this.kind} has no property ${property}`);
    return column;
  }
}
