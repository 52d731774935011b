import type { ContractEvent } from '@aftercare/contracts';
import type {
  Key, KeyRun, KeyState, OffsetMove, ParkedFate, ParkedRecord, Reached, Standing, StoredOffset, Timer, TimersStanding, TimerStore, UnitStore,
} from '@aftercare/event-bus';
import type { Process } from '../process';
import { idOf, MemoryTx, type MemoryDatabase, type ParkedRow } from './memory-database';
import { DatabaseError, over, Sealed, type Transaction } from './tables';

const mostTries = 5;
const inOrder = (a: Key, b: Key): number => compare(a.key, b.key) || compare(a.topic, b.topic);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** One process's way into the database: the twin of `withTx`, of the units' rows and of the timers'. */
export class MemoryStore implements UnitStore<MemoryTx> {
  readonly timers: TimerStore<MemoryTx> = new MemoryTimers(this);
  /** Told after each COMMIT that carried events. */
  committed: () => void = () => undefined;

  constructor(
    readonly process: Process,
    readonly database: MemoryDatabase,
  ) {}

  async transaction<R>(_: unknown, work: (tx: MemoryTx) => Promise<R>): Promise<R> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(work);
      } catch (error) {
        if (attempt === mostTries || !(error instanceof DatabaseError) || !['40001', '40P01'].includes(error.code)) throw error;
        await this.process.surroundings.pause(attempt * 10);
      }
    }
  }

  async #once<R>(work: (tx: MemoryTx) => Promise<R>): Promise<R> {
    const { database, process } = this;
    const server = await this.alone('begin', () => database.begin(process));
    const tx = new MemoryTx(process, server);
    try {
      const result = await work(tx);
      if (tx.raised.length > 0) await this.on(tx, 'append', () => database.append(tx));
      if (tx.sealedBy !== null) throw new Sealed('the transaction has failed', { cause: tx.sealedBy });
      tx.sealedBy = over;
      await process.call('commit', () => this.#commit(server));
      if (tx.raised.length > 0) this.committed();
      return result;
    } catch (error) {
      tx.sealedBy ??= error;
      if (!server.ended) await process.call('rollback', () => database.end(server, over));
      throw error;
    }
  }

  #commit(server: Transaction): void {
    const obstacle = this.process.meets('commit');
    if (obstacle?.done !== false) this.database.commit(server);
    if (!obstacle) return;
    const gone = new DatabaseError('08006');
    this.database.end(server, gone);
    throw gone;
  }

  /** Raises an event in a transaction; it is stored by its last statement. */
  raise(tx: MemoryTx, event: ContractEvent, causationId: string | null = null): void {
    tx.raised.push({ eventId: this.process.newId(), event, causationId });
  }

  /** A statement of an open transaction. */
  async on<R>(tx: MemoryTx, name: string, work: (tx: Transaction) => R | Promise<R>): Promise<R> {
    if (tx.sealedBy !== null) throw new Sealed('the transaction has failed or is over', { cause: tx.sealedBy });
    if (tx.busy) throw (tx.sealedBy = new Error('a second statement was started on a transaction'));
    tx.busy = true;
    try {
      return await this.process.call(name, async () => {
        if (tx.server.ended) throw tx.server.ended;
        this.#obstacle(tx.server);
        return work(tx.server);
      });
    } catch (error) {
      tx.sealedBy ??= error;
      throw error;
    } finally {
      tx.busy = false;
    }
  }

  /** A statement that is a transaction of its own. */
  alone<R>(name: string, work: () => R | Promise<R>): Promise<R> {
    return this.process.call(name, async () => {
      const obstacle = this.process.meets('statement');
      if (!obstacle) return work();
      // A transaction that nobody knows to be open ends with its connection.
      if (obstacle.done && name !== 'begin') await work();
      throw new DatabaseError(obstacle.code);
    });
  }

  #obstacle(tx: Transaction): void {
    const obstacle = this.process.meets('statement');
    if (!obstacle) return;
    const error = new DatabaseError(obstacle.code);
    if (error.disconnects) this.database.end(tx, error);
    throw error;
  }

  positions(unit: string, topic: string): Promise<ReadonlyMap<number, bigint>> {
    return this.alone('positions', () => new Map(this.database.offsets.all(null).filter((row) => row.unit === unit && row.topic === topic).map(({ part, next }) => [part, next])));
  }

  offsets(unit: string, topic: string, parts: readonly number[]): Promise<StoredOffset[]> {
    const { offsets } = this.database;
    return this.alone('offsets', () =>
      [...parts].sort((a, b) => a - b).map((part) => {
        const id = idOf(unit, topic, part);
        const row = offsets.rows.get(id) ?? { unit, topic, part, next: 0n, lastEventId: null };
        offsets.rows.set(id, row);
        return { part, next: row.next, lastEventId: row.lastEventId };
      }),
    );
  }

  move(tx: MemoryTx, unit: string, moves: readonly OffsetMove[]): Promise<boolean> {
    const { offsets } = this.database;
    return this.on(tx, 'move', async (server) => {
      const sorted = [...moves].sort((a, b) => compare(a.topic, b.topic) || a.part - b.part);
      const ids = sorted.map(({ topic, part }) => idOf(unit, topic, part)).filter((id) => offsets.get(server, id));
      await this.database.lockAll(server, offsets, ids);
      let moved = 0;
      for (const { topic, part, from, next, lastEventId } of sorted) {
        if (offsets.get(server, idOf(unit, topic, part))?.next !== from) continue;
        server.put(offsets, idOf(unit, topic, part), { unit, topic, part, next, lastEventId });
        moved += 1;
      }
      return moved === moves.length;
    });
  }

  advance(tx: MemoryTx, unit: string, runs: readonly KeyRun[]): Promise<Key[]> {
    const { keys, parked, locks } = this.database;
    return this.on(tx, 'advance', async (server) => {
      // The statement's snapshot is taken before its locks are waited for.
      const holding = new Set(parked.all(server).filter((row) => row.unit === unit && row.key !== null).map(({ topic, key }) => idOf(topic, key as string)));
      const seen = new Map(runs.map((run) => [run, keys.get(server, idOf(unit, run.topic, run.key))]));
      const moved: Key[] = [];
      for (const run of runs.filter(({ topic, key }) => !holding.has(idOf(topic, key))).sort(inOrder)) {
        const { topic, key, first, last, lastEventId } = run;
        const id = idOf(unit, topic, key);
        const before = seen.get(run);
        if (before ? before.last !== first - 1 : first !== 1) continue;
        await locks.take(server, keys, id);
        const row = keys.get(server, id);
        if (before ? row?.last !== first - 1 : row) continue;
        server.put(keys, id, { unit, topic, key, last, lastEventId });
        moved.push({ topic, key });
      }
      return moved;
    });
  }

  async lock(tx: MemoryTx, unit: string, wanted: readonly Key[]): Promise<KeyState[]> {
    const { keys, parked, locks } = this.database;
    const sorted = [...wanted].sort(inOrder);
    await this.on(tx, 'lock', async (server) => {
      for (const { topic, key } of sorted) {
        const id = idOf(unit, topic, key);
        await locks.take(server, keys, id);
        if (!keys.get(server, id)) server.put(keys, id, { unit, topic, key, last: 0, lastEventId: null });
      }
    });
    return this.on(tx, 'parked of keys', (server) => {
      const rows = parked.all(server).filter((row) => row.unit === unit);
      return sorted.map(({ topic, key }) => {
        const { last = 0, lastEventId = null } = keys.get(server, idOf(unit, topic, key)) ?? {};
        const own = rows.filter((row) => row.topic === topic && row.key === key);
        const waiting = own.filter(({ status }) => status !== 'forked').map(({ sequence, eventId }) => ({ sequence: sequence as number, eventId })).sort((a, b) => a.sequence - b.sequence);
        return { topic, key, last, lastEventId, parked: waiting, forked: waiting.length < own.length };
      });
    });
  }

  reach(tx: MemoryTx, unit: string, wanted: readonly (Key & Reached)[]): Promise<void> {
    const { keys } = this.database;
    return this.on(tx, 'reach', async (server) => {
      await this.database.lockAll(server, keys, wanted.map(({ topic, key }) => idOf(unit, topic, key)));
      for (const { topic, key, last, lastEventId } of wanted) if (keys.get(server, idOf(unit, topic, key))) server.put(keys, idOf(unit, topic, key), { unit, topic, key, last, lastEventId });
    });
  }

  skip(tx: MemoryTx, unit: string, counts: readonly { readonly topic: string; readonly type: string; readonly count: number }[]): Promise<void> {
    const { skipped, locks } = this.database;
    return this.on(tx, 'skip', async (server) => {
      for (const { topic, type, count } of [...counts].sort((a, b) => compare(a.topic, b.topic) || compare(a.type, b.type))) {
        const id = idOf(unit, topic, type);
        await locks.take(server, skipped, id);
        server.put(skipped, id, { unit, topic, type, count: count + (skipped.get(server, id)?.count ?? 0) });
      }
    });
  }

  park(tx: MemoryTx, unit: string, records: readonly ParkedRecord[]): Promise<void> {
    const { parked, locks, world } = this.database;
    return this.on(tx, 'park', async (server) => {
      for (const record of records) {
        const id = idOf(unit, record.eventId);
        await locks.take(server, parked, id);
        if (!parked.get(server, id)) server.put(parked, id, { ...record, unit, firstFailedAt: world.now });
      }
    });
  }

  due(unit: string, limit: number): Promise<Key[]> {
    const { keys, parked, world } = this.database;
    return this.alone('due', () => {
      const first = new Map<string, ParkedRow>();
      const own = parked.all(null).filter((row) => row.unit === unit);
      const forked = new Set(own.filter(({ status }) => status === 'forked').map(({ topic, key }) => idOf(topic, key as string)));
      for (const row of own) {
        if (row.key === null || forked.has(idOf(row.topic, row.key))) continue;
        const place = idOf(row.topic, row.key);
        const other = first.get(place);
        if (!other || (row.sequence as number) < (other.sequence as number)) first.set(place, row);
      }
      const since = ({ nextAt, firstFailedAt }: ParkedRow): number => nextAt?.getTime() ?? firstFailedAt;
      return [...first.values()]
        .filter((row) => {
          const last = keys.get(null, idOf(unit, row.topic, row.key as string))?.last ?? 0;
          const sequence = row.sequence as number;
          return sequence <= last || (sequence === last + 1 && (row.status === 'behind' || (row.status === 'failing' && since(row) <= world.now)));
        })
        .sort((a, b) => since(a) - since(b))
        .slice(0, limit)
        .map(({ topic, key }) => ({ topic, key: key as string }));
    });
  }

  parked(tx: MemoryTx, unit: string, { topic, key }: Key, limit: number): Promise<ParkedRecord[]> {
    return this.on(tx, 'parked', (server) =>
      this.database.parked.all(server)
        .filter((row) => row.unit === unit && row.topic === topic && row.key === key)
        .sort((a, b) => (a.sequence as number) - (b.sequence as number))
        .slice(0, limit)
        .map(({ unit: _, firstFailedAt: __, ...record }) => record),
    );
  }

  settle(tx: MemoryTx, unit: string, fates: readonly ParkedFate[]): Promise<void> {
    const { parked, locks } = this.database;
    return this.on(tx, 'settle', async (server) => {
      for (const { eventId, status, attempts, nextAt, failure } of fates) {
        const id = idOf(unit, eventId);
        if (!parked.get(server, id)) continue;
        await locks.take(server, parked, id);
        const row = parked.get(server, id);
        if (row) server.put(parked, id, status === 'gone' ? null : { ...row, status, attempts, nextAt, failure: failure ?? row.failure });
      }
    });
  }

  standing(unit: string): Promise<Standing> {
    const { keys, parked } = this.database;
    return this.alone('standing', () => {
      const rows = parked.all(null).filter((row) => row.unit === unit);
      const count = (status: string): number => rows.filter((row) => row.status === status).length;
      const firsts = new Map<string, number>();
      for (const { topic, key, sequence } of rows) {
        if (key !== null) firsts.set(idOf(topic, key), Math.min(firsts.get(idOf(topic, key)) ?? Number.POSITIVE_INFINITY, sequence as number));
      }
      const gaps = [...firsts].filter(([place, first]) => first > (keys.get(null, idOf(unit, place))?.last ?? 0) + 1).length;
      return { failing: count('failing'), behind: count('behind'), dead: count('dead'), forked: count('forked'), gaps };
    });
  }

  skippedTypes(unit: string): Promise<string[]> {
    return this.alone('skipped types', () => this.database.skipped.all(null).filter((row) => row.unit === unit).map(({ type }) => type).sort());
  }
}

class MemoryTimers implements TimerStore<MemoryTx> {
  constructor(private readonly store: MemoryStore) {}

  transaction<R>(branches: unknown, work: (tx: MemoryTx) => Promise<R>): Promise<R> {
    return this.store.transaction(branches, work);
  }

  set(tx: MemoryTx, { kind, subject, branchId, dueAt, data }: Omit<Timer, 'attempts'>): Promise<void> {
    const { timers, locks } = this.store.database;
    return this.store.on(tx, 'set timer', async (server) => {
      const id = idOf(kind, subject);
      await locks.take(server, timers, id);
      server.put(timers, id, { kind, subject, branchId, dueAt, data, attempts: 0, nextAt: null });
    });
  }

  cancel(tx: MemoryTx, kind: string, subject: string): Promise<void> {
    const { timers, locks } = this.store.database;
    return this.store.on(tx, 'cancel timer', async (server) => {
      const id = idOf(kind, subject);
      if (!timers.get(server, id)) return;
      await locks.take(server, timers, id);
      server.put(timers, id, null);
    });
  }

  due(limit: number): Promise<Timer[]> {
    const { timers, world } = this.store.database;
    return this.store.alone('due timers', () =>
      timers.all(null)
        .filter(({ dueAt, nextAt }) => dueAt.getTime() <= world.now && (nextAt === null || nextAt <= world.now))
        .sort((a, b) => a.attempts - b.attempts || a.dueAt.getTime() - b.dueAt.getTime())
        .slice(0, limit)
        .map(({ nextAt: _, ...timer }) => timer),
    );
  }

  standing(): Promise<TimersStanding> {
    const { timers, world } = this.store.database;
    return this.store.alone('standing of timers', () => {
      const rows = timers.all(null);
      const next = Math.min(...rows.filter(({ nextAt }) => nextAt === null).map(({ dueAt }) => dueAt.getTime()));
      return { nextInMs: Number.isFinite(next) ? next - world.now : null, dead: rows.filter(({ nextAt }) => nextAt === Number.POSITIVE_INFINITY).length };
    });
  }

  take(tx: MemoryTx, { kind, subject, dueAt }: Timer): Promise<boolean> {
    const { timers, locks, world } = this.store.database;
    return this.store.on(tx, 'take timer', async (server) => {
      const id = idOf(kind, subject);
      if (!timers.get(server, id)) return false;
      await locks.take(server, timers, id);
      const row = timers.get(server, id);
      if (row?.dueAt.getTime() !== dueAt.getTime() || dueAt.getTime() > world.now) return false;
      server.put(timers, id, null);
      return true;
    });
  }

  postpone({ kind, subject, dueAt, attempts }: Timer, failed: { readonly attempts: number; readonly nextAt: Date | null }): Promise<void> {
    const { database, process } = this.store;
    const { timers, locks } = database;
    return this.store.alone('postpone timer', () =>
      database.atOnce(process, async (server) => {
        const id = idOf(kind, subject);
        if (!timers.get(server, id)) return;
        await locks.take(server, timers, id);
        const row = timers.get(server, id);
        if (row?.dueAt.getTime() !== dueAt.getTime() || row.attempts !== attempts) return;
        server.put(timers, id, { ...row, attempts: failed.attempts, nextAt: failed.nextAt?.getTime() ?? Number.POSITIVE_INFINITY });
      }),
    );
  }
}
