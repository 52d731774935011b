import type { ContractEvent } from '@aftercare/contracts';
import { encodeHeaders } from '@aftercare/contracts';
import type { ParkedRecord, Published, Reached, Timer } from '@aftercare/event-bus';
import type { Process } from '../process';
import type { World } from '../world';
import { DatabaseError, Locks, over, Table, Transaction } from './tables';

export interface EventRow {
  readonly id: bigint;
  readonly eventId: string;
  readonly topic: string;
  readonly key: string;
  readonly sequence: number;
  readonly type: string;
  readonly headers: Buffer;
  readonly payload: Buffer;
  readonly createdAt: number;
}
export interface OffsetRow {
  readonly unit: string;
  readonly topic: string;
  readonly part: number;
  readonly next: bigint;
  readonly lastEventId: string | null;
}
export interface KeyRow extends Reached {
  readonly unit: string;
  readonly topic: string;
  readonly key: string;
}
export interface ParkedRow extends ParkedRecord {
  readonly unit: string;
  readonly firstFailedAt: number;
}
export interface TimerRow extends Timer {
  /** After a failure: when it is tried again; infinite = a person has to look. */
  readonly nextAt: number | null;
}
interface QueueRow {
  readonly id: bigint;
  /** Of no matter where it is not in the outbox. */
  readonly shard: number;
  readonly topic: string;
  readonly key: string;
}

export const idOf = (...parts: readonly (string | number | bigint)[]): string => parts.join('|');

/** Moves its rows when it is committed; the client's side of it refuses whatever comes after a failure. */
export class MemoryTx {
  readonly raised: { readonly eventId: string; readonly event: ContractEvent; readonly causationId: string | null }[] = [];
  /** The failure that no statement comes after. */
  sealedBy: unknown = null;
  busy = false;

  constructor(
    readonly process: Process,
    readonly server: Transaction,
  ) {}
}

/** The twin of one service's schema: the tables of the event core, with locks, transactions, and sessions that lead. */
export class MemoryDatabase {
  readonly offsets = new Table<OffsetRow>('consumer_offset');
  readonly keys = new Table<KeyRow>('key_seq');
  readonly parked = new Table<ParkedRow>('parked');
  readonly skipped = new Table<{ unit: string; topic: string; type: string; count: number }>('skipped');
  readonly timers = new Table<TimerRow>('timer');
  readonly heads = new Table<{ last: number }>('stream_head');
  readonly events = new Table<EventRow>('event');
  readonly outbox = new Table<QueueRow>('outbox');
  readonly aside = new Table<QueueRow>('outbox_held');
  readonly published = new Table<Published>('published');
  readonly held = new Table<{ topic: string; key: string; reason: string }>('held_key');
  /** Aggregates; only ever locked. */
  readonly subjects = new Table<object>('subject');
  readonly tables: readonly Table<object>[] = [
    this.offsets, this.keys, this.parked, this.skipped, this.timers, this.heads, this.events, this.outbox, this.aside, this.published, this.held,
  ];
  readonly locks = new Locks();
  /** Who leads, by service and shard. */
  readonly leads = new Map<string, object>();
  #shards = 1;
  readonly #open = new Map<Process, Set<Transaction>>();
  #nextId = 1n;

  constructor(readonly world: World) {}

  /** How many transactions are open. */
  get open(): number {
    return [...this.#open.values()].reduce((sum, { size }) => sum + size, 0);
  }

  get shards(): number {
    return this.#shards;
  }

  /** False while something waits, or is being written that will. */
  setShards(wanted: number): boolean {
    const writing = [...this.#open.values()].some((own) => [...own].some((tx) => (tx.written(this.outbox)?.size ?? 0) > 0));
    if (writing || this.outbox.rows.size > 0) return false;
    this.#shards = wanted;
    return true;
  }

  shardOf(key: string): number {
    return [...key].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % this.#shards;
  }

  /** Sends an event once more. */
  queue({ id, topic, key }: Pick<QueueRow, 'id' | 'topic' | 'key'>): void {
    this.outbox.rows.set(String(id), { id, shard: this.shardOf(key), topic, key });
  }

  begin(process: Process): Transaction {
    const tx = new Transaction();
    let own = this.#open.get(process);
    if (!own) {
      this.#open.set(process, (own = new Set()));
      process.onDeath(() => this.disconnect(process));
      process.onStandstill(10_000, () => this.disconnect(process));
    }
    own.add(tx);
    return tx;
  }

  /** Ends what a process has open: it is gone, or has not said anything for too long. */
  disconnect(process: Process): void {
    for (const tx of this.#open.get(process) ?? []) this.end(tx, new DatabaseError('25P03'));
  }

  commit(tx: Transaction): void {
    if (tx.ended) throw tx.ended;
    tx.publish();
    this.end(tx, over);
  }

  end(tx: Transaction, why: Error): void {
    if (tx.ended) return;
    tx.ended = why;
    for (const own of this.#open.values()) own.delete(tx);
    this.locks.release(tx);
  }

  /** A short transaction of one statement. */
  async atOnce<R>(process: Process, work: (tx: Transaction) => Promise<R> | R): Promise<R> {
    const tx = this.begin(process);
    try {
      const result = await work(tx);
      this.commit(tx);
      return result;
    } finally {
      this.end(tx, over);
    }
  }

  async lockAll(tx: Transaction, table: Table<object>, ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.locks.take(tx, table, id);
  }

  /** The last statement of a transaction that raised events: heads are locked in one order and held to COMMIT; ids are given under them. */
  async append(tx: MemoryTx): Promise<void> {
    const { server, raised } = tx;
    const place = ({ event: { contract, data } }: (typeof raised)[number]): string => idOf(contract.topic, String((data as Record<string, unknown>)[contract.keyField]));
    const places = [...new Set(raised.map(place))].sort();
    await this.lockAll(server, this.heads, places);
    const lasts = new Map(places.map((id) => [id, this.heads.get(server, id)?.last ?? 0]));
    for (const one of raised) {
      const { eventId, event: { contract, data } } = one;
      const fields = data as Record<string, unknown>;
      const sequence = (lasts.get(place(one)) as number) + 1;
      lasts.set(place(one), sequence);
      const id = this.#nextId++;
      const key = String(fields[contract.keyField]);
      const branchid = contract.branchField === null ? null : String(fields[contract.branchField]);
      const headers = encodeHeaders({
        id: eventId, type: contract.type, source: contract.source, subject: key, time: new Date(this.world.now).toISOString(), dataschema: contract.schemaId, branchid,
        correlationid: one.causationId ?? eventId, causationid: one.causationId,
      });
      const { topic, type } = contract;
      server.put(this.events, String(id), { id, eventId, topic, key, sequence, type, headers: Buffer.from(JSON.stringify(headers)), payload: Buffer.from(JSON.stringify(data)), createdAt: this.world.now });
      server.put(this.outbox, String(id), { id, shard: this.shardOf(key), topic, key });
    }
    for (const [id, last] of lasts) server.put(this.heads, id, { last });
  }
}
