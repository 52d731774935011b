import type { Backlog, Published, RelaySession, WaitingEvent } from '@aftercare/event-bus';
import type { Process } from '../process';
import { idOf, type MemoryDatabase } from './memory-database';
import { DatabaseError } from './tables';

const maxRows = 500;
const maxBytes = 512 * 1024;

/** A relay's session: the database ends it when its process dies, or stands still for 5 s; the lead goes with it. */
export class MemoryRelaySession implements RelaySession {
  #ended = false;

  private constructor(
    private readonly process: Process,
    private readonly database: MemoryDatabase,
    private readonly shard: number,
    private readonly lock: string,
  ) {}

  static open(process: Process, database: MemoryDatabase, service: string, shard: number): Promise<MemoryRelaySession> {
    return process.call('open session', () => {
      const session = new MemoryRelaySession(process, database, shard, idOf(service, shard));
      process.onDeath(() => session.terminate());
      process.onStandstill(5_000, () => session.terminate());
      return session;
    });
  }

  /** What the database does to a session that it no longer hears. */
  terminate(): void {
    this.#ended = true;
    if (this.database.leads.get(this.lock) === this) this.database.leads.delete(this.lock);
  }

  lead(): Promise<boolean> {
    return this.#statement('lead', () => {
      const leader = this.database.leads.get(this.lock);
      if (leader && leader !== this) return false;
      this.database.leads.set(this.lock, this);
      return true;
    });
  }

  page(): Promise<WaitingEvent[]> {
    return this.#statement('page', () => {
      const { outbox, aside, held, events } = this.database;
      for (const [id, row] of outbox.rows) {
        if (row.shard !== this.shard || !held.rows.has(idOf(row.topic, row.key))) continue;
        outbox.rows.delete(id);
        aside.rows.set(id, row);
      }
      const page: WaitingEvent[] = [];
      let bytes = 0;
      for (const { id } of this.#waiting().sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, maxRows)) {
        const event = events.rows.get(String(id));
        if (!event) throw new Error(`outbox row ${id} points at an event that is not there`);
        bytes += event.payload.length + event.headers.length;
        if (page.length > 0 && bytes > maxBytes) break;
        const { eventId, topic, key, sequence, type, headers, payload } = event;
        page.push({ id: String(id), eventId, topic, key, sequence, type, headers, payload });
      }
      return page;
    });
  }

  settle(ids: readonly string[], newest: readonly Published[]): Promise<void> {
    return this.#statement('settle queue', () => {
      const { outbox, published } = this.database;
      for (const id of ids) outbox.rows.delete(id);
      for (const row of newest) {
        const known = published.rows.get(idOf(row.topic, row.part));
        if (!known || known.offset < row.offset) published.rows.set(idOf(row.topic, row.part), row);
      }
    });
  }

  hold({ topic, key }: WaitingEvent, reason: string): Promise<void> {
    return this.#statement('hold', () => {
      const { held } = this.database;
      if (!held.rows.has(idOf(topic, key))) held.rows.set(idOf(topic, key), { topic, key, reason });
    });
  }

  published(topics: readonly string[]): Promise<Published[]> {
    return this.#statement('published', () => [...this.database.published.rows.values()].filter((row) => topics.includes(row.topic)).sort((a, b) => a.part - b.part));
  }

  find(topic: string, key: string, sequence: number, eventId: string): Promise<string | null> {
    return this.#statement('find', () => {
      const found = [...this.database.events.rows.values()].find((event) => event.topic === topic && event.key === key && event.sequence === sequence && event.eventId === eventId);
      return found ? String(found.id) : null;
    });
  }

  requeue({ topic, part, offset }: Omit<Published, 'eventId'>, mine: (key: string) => boolean): Promise<number> {
    return this.#statement('requeue', () => {
      const { events, published } = this.database;
      const again = [...events.rows.values()].filter((event) => event.topic === topic && mine(event.key));
      for (const event of again) this.database.queue(event);
      if (published.rows.get(idOf(topic, part))?.offset === offset) published.rows.delete(idOf(topic, part));
      return again.length;
    });
  }

  backlog(): Promise<Backlog> {
    return this.#statement('backlog', () => {
      const { events, held, shards, world } = this.database;
      const created = this.#waiting().map(({ id }) => events.rows.get(String(id))?.createdAt ?? world.now);
      const oldest = created.length > 0 ? Math.min(...created) : world.now;
      return { rows: created.length, oldestSeconds: (world.now - oldest) / 1_000, heldKeys: [...held.rows.values()].filter(({ key }) => this.database.shardOf(key) === this.shard).length, shards };
    });
  }

  async end(): Promise<void> {
    await this.process.call('end session', () => this.terminate());
  }

  #waiting() {
    return [...this.database.outbox.rows.values()].filter(({ shard }) => shard === this.shard);
  }

  #statement<R>(name: string, work: () => R): Promise<R> {
    return this.process.call(name, () => {
      if (this.#ended) throw new DatabaseError('57P05');
      const obstacle = this.process.meets('statement');
      if (obstacle) {
        if (obstacle.done) work();
        const error = new DatabaseError(obstacle.code);
        if (error.disconnects) this.terminate();
        throw error;
      }
      return work();
    });
  }
}
