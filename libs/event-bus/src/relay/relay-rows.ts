import type { Client, QueryConfig, QueryResult, QueryResultRow } from 'pg';

/** An event that waits to be published. */
export interface WaitingEvent {
  readonly id: string;
  readonly eventId: string;
  readonly topic: string;
  readonly key: string;
  readonly sequence: number;
  readonly type: string;
  readonly headers: Buffer;
  readonly payload: Buffer;
}

/** The newest acknowledged record of a partition. */
export interface Published {
  readonly topic: string;
  readonly part: number;
  readonly offset: bigint;
  readonly eventId: string;
}

const maxRows = 500;
const maxBytes = 512 * 1024;

/** The relay's statements, one at a time. Each is a transaction of its own, so none is ever left open between two of them. */
export class RelayRows {
  #inFlight: Promise<unknown> | null = null;

  constructor(
    private readonly client: Client,
    private readonly shard: number,
  ) {}

  /** Keeps the session from ending as idle while a send takes long. What fails here fails at the next statement, too. */
  beat(): void {
    if (!this.#inFlight) void this.#query({ text: 'SELECT 1' }).catch(() => undefined);
  }

  async tryLead(service: number): Promise<boolean> {
    const { rows } = await this.#query<{ leader: boolean }>({ text: 'SELECT pg_try_advisory_lock($1, $2) AS leader', values: [service, this.shard] });
    return rows[0]?.leader === true;
  }

  /**
   * The oldest waiting events, as many as one send may carry: 500, or 512 KB, but at least one. Always from the start, never from
   * a cursor: a lower id may commit later. Sizes are summed before payloads are fetched, so a page of large ones stays small.
   */
  async oldest(): Promise<WaitingEvent[]> {
    const { rows } = await this.#query<Omit<WaitingEvent, 'sequence'> & { sequence: string | null }>({
      name: 'relay-oldest',
      text: `SELECT id, event_id AS "eventId", topic, key, sequence, type, headers, payload
               FROM (SELECT o.id, e.event_id, o.topic, o.key, e.sequence, e.type, e.headers, e.payload,
                            sum(octet_length(e.payload) + octet_length(e.headers)) OVER (ORDER BY o.id) AS upto, row_number() OVER (ORDER BY o.id) AS nth
                       FROM (SELECT * FROM outbox WHERE shard = $1 ORDER BY id LIMIT $2) o LEFT JOIN event e ON e.id = o.id) page
              WHERE nth = 1 OR upto <= $3 OR sequence IS NULL ORDER BY id`,
      values: [this.shard, maxRows, maxBytes],
    });
    return rows.map(({ sequence, ...row }) => {
      // Publishing around a hole would break its key's order for ever.
      if (sequence === null) throw new Error(`outbox row ${row.id} points at an event that is not there`);
      return { ...row, sequence: Number(sequence) };
    });
  }

  /** Takes acknowledged events off the queue and remembers the newest record of each partition, together. */
  async settle(ids: readonly string[], newest: readonly Published[]): Promise<void> {
    await this.#query({
      name: 'relay-settle',
      text: `WITH gone AS (DELETE FROM outbox WHERE id = ANY($1::bigint[]))
             INSERT INTO published (topic, part, "offset", event_id)
             SELECT * FROM unnest($2::text[], $3::int[], $4::bigint[], $5::uuid[])
             ON CONFLICT (topic, part) DO UPDATE SET "offset" = excluded."offset", event_id = excluded.event_id`,
      values: [ids, newest.map((n) => n.topic), newest.map((n) => n.part), newest.map((n) => String(n.offset)), newest.map((n) => n.eventId)],
    });
  }

  /** How long the queue is at most (ids given up by rollbacks count in), and the age of its oldest event. */
  async backlog(): Promise<{ rows: number; oldestSeconds: number }> {
    const { rows } = await this.#query<{ rows: string; age: string }>({
      name: 'relay-backlog',
      text: `SELECT coalesce(max(id) - min(id) + 1, 0) AS rows,
                    coalesce(extract(epoch FROM clock_timestamp() - (SELECT created_at FROM event WHERE id = min(o.id))), 0) AS age
               FROM outbox o WHERE shard = $1`,
      values: [this.shard],
    });
    return { rows: Number(rows[0]?.rows ?? 0), oldestSeconds: Number(rows[0]?.age ?? 0) };
  }

  async published(topic: string): Promise<Published[]> {
    const { rows } = await this.#query<Omit<Published, 'offset'> & { offset: string }>({
      text: 'SELECT topic, part, "offset", event_id AS "eventId" FROM published WHERE topic = $1 ORDER BY part',
      values: [topic],
    });
    return rows.map((row) => ({ ...row, offset: BigInt(row.offset) }));
  }

  /** The id of an event that was stored here, or null. */
  async idOf(topic: string, key: string, sequence: number, eventId: string): Promise<string | null> {
    const { rows } = await this.#query<{ id: string }>({
      text: 'SELECT id FROM event WHERE key = $1 AND topic = $2 AND sequence = $3 AND event_id = $4',
      values: [key, topic, sequence, eventId],
    });
    return rows[0]?.id ?? null;
  }

  /** Queues a topic's events after `id` again where `mine` says so, and forgets what was acknowledged for the partition. Gives their number. */
  async requeue(topic: string, part: number, id: string, mine: (key: string) => boolean): Promise<number> {
    let count = 0;
    for (let after = id; ; ) {
      const { rows } = await this.#query<{ id: string; key: string }>({
        text: 'SELECT id, key FROM event WHERE topic = $1 AND id > $2 ORDER BY id LIMIT 5000',
        values: [topic, after],
      });
      const again = rows.filter((row) => mine(row.key)).map((row) => row.id);
      // The shard of a key is event-store's formula; see its append statement.
      await this.#query({
        text: `INSERT INTO outbox (id, shard, topic, key)
               SELECT id, (hashtext(key) & 2147483647) % (SELECT shards FROM relay_setting), topic, key FROM event WHERE id = ANY($1::bigint[])
               ON CONFLICT (id) DO NOTHING`,
        values: [again],
      });
      count += again.length;
      const last = rows.at(-1);
      if (!last) break;
      after = last.id;
    }
    await this.#query({ text: 'DELETE FROM published WHERE topic = $1 AND part = $2', values: [topic, part] });
    return count;
  }

  async #query<R extends QueryResultRow>(config: QueryConfig): Promise<QueryResult<R>> {
    while (this.#inFlight) await this.#inFlight.catch(() => undefined);
    const flight = this.client.query<R>(config);
    this.#inFlight = flight;
    try {
      return await flight;
    } finally {
      this.#inFlight = null;
    }
  }
}
