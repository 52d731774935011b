/** A database's own words for what went wrong, told by its SQLSTATE as Postgres tells it. */
export class DatabaseError extends Error {
  constructor(readonly code: string) {
    super(`database error ${code}`);
  }

  /** With some errors the connection is gone, and with it the transaction. */
  get disconnects(): boolean {
    return this.code.startsWith('08') || this.code.startsWith('57P') || this.code === '25P03';
  }
}

/** A later statement of a transaction that has failed. */
export class Sealed extends Error {}

/** The transaction has come to its end. One for all: making errors is slow, and mostly nobody asks for it. */
export const over = new Sealed('the transaction is over');

/** Rows of one kind by their primary key. What an open transaction has written is seen by itself alone. */
export class Table<R extends object> {
  /** What is committed. */
  readonly rows = new Map<string, R>();

  constructor(readonly name: string) {}

  get(tx: Transaction | null, id: string): R | undefined {
    const own = tx?.written(this);
    return own?.has(id) ? (own.get(id) ?? undefined) : this.rows.get(id);
  }

  all(tx: Transaction | null): R[] {
    const own = tx?.written(this);
    if (!own || own.size === 0) return [...this.rows.values()];
    const rows = new Map(this.rows);
    for (const [id, row] of own) {
      if (row === null) rows.delete(id);
      else rows.set(id, row);
    }
    return [...rows.values()];
  }
}

interface Lock {
  owner: Transaction;
  readonly waiting: { readonly tx: Transaction; readonly grant: () => void; readonly refuse: (error: Error) => void }[];
}

/** Row locks, held until the transaction ends. Who would close a circle of waiting is refused. */
export class Locks {
  readonly #locks = new Map<string, Lock>();

  /** Locks a row, also one that is about to come to be: two inserts of one key wait for each other. */
  async take(tx: Transaction, table: Table<object>, id: string): Promise<void> {
    // It may have been ended while it waited for another row.
    if (tx.ended) throw tx.ended;
    const name = `${table.name}/${id}`;
    const lock = this.#locks.get(name);
    if (!lock) {
      this.#locks.set(name, { owner: tx, waiting: [] });
      tx.held.add(name);
      return;
    }
    if (lock.owner === tx) return;
    for (let other: Transaction | undefined = lock.owner; other; other = other.waitsFor === null ? undefined : this.#locks.get(other.waitsFor)?.owner) {
      if (other === tx) throw new DatabaseError('40P01');
    }
    await new Promise<void>((resolve, reject) => {
      tx.waitsFor = name;
      lock.waiting.push({ tx, grant: resolve, refuse: reject });
    });
  }

  /** Ends all waiting and holding of a transaction. */
  release(tx: Transaction): void {
    if (tx.waitsFor !== null) {
      const waiting = this.#locks.get(tx.waitsFor)?.waiting ?? [];
      const at = waiting.findIndex((one) => one.tx === tx);
      const [gone] = at < 0 ? [] : waiting.splice(at, 1);
      tx.waitsFor = null;
      gone?.refuse(new DatabaseError('57P01'));
    }
    for (const name of tx.held) {
      const lock = this.#locks.get(name) as Lock;
      const next = lock.waiting.shift();
      if (next) {
        lock.owner = next.tx;
        next.tx.held.add(name);
        next.tx.waitsFor = null;
        next.grant();
      } else this.#locks.delete(name);
    }
    tx.held.clear();
  }
}

/** One open transaction at READ COMMITTED, as the database sees it. */
export class Transaction {
  readonly held = new Set<string>();
  waitsFor: string | null = null;
  /** Why no statement runs on it any more. */
  ended: Error | null = null;
  readonly #writes = new Map<Table<object>, Map<string, object | null>>();
  readonly #afterwards: (() => void)[] = [];

  written<R extends object>(table: Table<R>): Map<string, R | null> | undefined {
    return this.#writes.get(table as Table<object>) as Map<string, R | null> | undefined;
  }

  /** Writes a row that it has locked; `null` deletes it. */
  put<R extends object>(table: Table<R>, id: string, row: R | null): void {
    const own = this.written(table);
    if (own) own.set(id, row);
    else this.#writes.set(table as Table<object>, new Map([[id, row]]));
  }

  /** Rows that only ever come to be, in the order of commits. */
  afterwards(work: () => void): void {
    this.#afterwards.push(work);
  }

  publish(): void {
    for (const [table, rows] of this.#writes) {
      for (const [id, row] of rows) {
        if (row === null) table.rows.delete(id);
        else table.rows.set(id, row);
      }
    }
    for (const work of this.#afterwards) work();
  }
}
