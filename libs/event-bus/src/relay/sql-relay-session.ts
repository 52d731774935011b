import { Client, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';
import { pause } from '../back-off';
import type { Backlog, Published, RelaySession, WaitingEvent } from '../event-store';
import { reasonOf, type Logger } from '../logger';
import { serviceNumber } from './service-number';

export interface SqlRelaySessionOptions {
  /** The service's own schema, by its app role; a direct connection, not a pooler's. */
  readonly databaseUrl: string;
  readonly service: string;
  readonly shard: number;
  readonly logger: Logger;
  /** A statement without an answer for so long has failed, in ms: the limit for noticing a dead line. */
  readonly answerMs?: number;
}

const maxRows = 500;
const maxBytes = 512 * 1024;
const mostCounted = 1_000_000;
const heartbeatMs = 1_000;
const farewellMs = 2_000;

/** What the database ends by itself, so that the lead of a process or a machine that has stopped becomes free. */
const limits = [
  // A session that says nothing, and one that takes no answer: without the last, a process stopped in the middle of a page would lead on.
  'idle_session_timeout=5s', 'idle_in_transaction_session_timeout=5s', 'tcp_user_timeout=5s',
  // An acknowledged event whose DELETE is lost with a crash of the server is published once more: no need to wait for the disk.
  'synchronous_commit=off', 'timezone=UTC',
];

/** The port on a connection of its own. One statement at a time, each a transaction of its own: none is left open between two of them. */
export class SqlRelaySession implements RelaySession {
  #inFlight: Promise<unknown> | null = null;
  readonly #heartbeat: NodeJS.Timeout;

  private constructor(
    private readonly client: Client,
    private readonly service: string,
    private readonly shard: number,
  ) {
    // What fails here fails at the next statement, too.
    this.#heartbeat = setInterval(() => {
      if (!this.#inFlight) void this.#query({ text: 'SELECT 1' }).catch(() => undefined);
    }, heartbeatMs);
  }

  static async open({ databaseUrl, service, shard, logger, answerMs = 30_000 }: SqlRelaySessionOptions): Promise<SqlRelaySession> {
    const client = new Client({
      connectionString: databaseUrl,
      application_name: `aftercare ${service} relay ${shard}`,
      connectionTimeoutMillis: 5_000,
      query_timeout: answerMs,
      options: limits.map((limit) => `-c ${limit}`).join(' '),
    });
    // The statement that comes next fails; an error event without a listener would end the process.
    client.on('error', (error) => logger.warn({ service, shard, reason: reasonOf(error) }, 'relay lost its connection'));
    try {
      await client.connect();
    } catch (error) {
      await farewell(client);
      throw error;
    }
    return new SqlRelaySession(client, service, shard);
  }

  async lead(): Promise<boolean> {
    const { rows } = await this.#query<{ leader: boolean }>({ text: 'SELECT pg_try_advisory_lock($1, $2) AS leader', values: [serviceNumber(this.service), this.shard] });
    return rows[0]?.leader === true;
  }

  async page(): Promise<WaitingEvent[]> {
    for (;;) {
      const rows = await this.#oldest();
      const held = rows.filter((row) => row.held);
      if (held.length > 0) await this.#setAside(held.map(({ id }) => id));
      // A page of held keys' events alone says nothing about what waits behind it.
      if (held.length === 0 || held.length < rows.length) return rows.filter((row) => !row.held);
    }
  }

  async settle(ids: readonly string[], newest: readonly Published[]): Promise<void> {
    await this.#query({
      name: 'relay-settle',
      // Two shards share partitions, and the one that settles last need not be the one whose record came last.
      text: `WITH gone AS (DELETE FROM outbox WHERE id = ANY($1::bigint[]))
             INSERT INTO published AS p (topic, part, "offset", event_id)
             SELECT * FROM unnest($2::text[], $3::int[], $4::bigint[], $5::uuid[])
             ON CONFLICT (topic, part) DO UPDATE SET "offset" = excluded."offset", event_id = excluded.event_id WHERE p."offset" < excluded."offset"`,
      values: [ids, newest.map((n) => n.topic), newest.map((n) => n.part), newest.map((n) => String(n.offset)), newest.map((n) => n.eventId)],
    });
  }

  async hold({ topic, key }: WaitingEvent, reason: string, error: string): Promise<void> {
    await this.#query({ text: 'INSERT INTO held_key (topic, key, reason, error) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING', values: [topic, key, reason, error] });
  }

  async published(topics: readonly string[]): Promise<Published[]> {
    const { rows } = await this.#query<Omit<Published, 'offset'> & { offset: string }>({
      name: 'relay-published',
      text: 'SELECT topic, part, "offset", event_id AS "eventId" FROM published WHERE topic = ANY($1) ORDER BY topic, part',
      values: [topics],
    });
    return rows.map((row) => ({ ...row, offset: BigInt(row.offset) }));
  }

  async find(topic: string, key: string, sequence: number, eventId: string): Promise<string | null> {
    const { rows } = await this.#query<{ id: string }>({
      text: 'SELECT id FROM event WHERE key = $1 AND topic = $2 AND sequence = $3 AND event_id = $4',
      values: [key, topic, sequence, eventId],
    });
    return rows[0]?.id ?? null;
  }

  async requeue({ topic, part, offset }: Omit<Published, 'eventId'>, mine: (key: string) => boolean): Promise<number> {
    let count = 0;
    for (let after = '0'; ; ) {
      const { rows } = await this.#query<{ id: string; key: string }>({
        text: 'SELECT id, key FROM event WHERE topic = $1 AND id > $2 ORDER BY id LIMIT 5000',
        values: [topic, after],
      });
      const again = rows.filter((row) => mine(row.key)).map((row) => row.id);
      await this.#query({
        text: 'INSERT INTO outbox (id, shard, topic, key) SELECT id, relay_shard(key), topic, key FROM event WHERE id = ANY($1::bigint[]) ON CONFLICT (id) DO NOTHING',
        values: [again],
      });
      count += again.length;
      const last = rows.at(-1);
      if (!last) break;
      after = last.id;
    }
    // Not what another shard has published there meanwhile.
    await this.#query({ text: 'DELETE FROM published WHERE topic = $1 AND part = $2 AND "offset" = $3', values: [topic, part, String(offset)] });
    return count;
  }

  async backlog(): Promise<Backlog> {
    const { rows } = await this.#query<{ rows: string; age: string; held: string; shards: number }>({
      name: 'relay-backlog',
      text: `SELECT (SELECT count(*) FROM (SELECT FROM outbox WHERE shard = $1 LIMIT $2) waiting) AS rows,
                    coalesce((SELECT greatest(extract(epoch FROM clock_timestamp() - e.created_at), 0)
                                FROM (SELECT id FROM outbox WHERE shard = $1 ORDER BY id LIMIT 1) o JOIN event e ON e.id = o.id), 0) AS age,
                    (SELECT count(*) FROM held_key WHERE relay_shard(key) = $1) AS held,
                    (SELECT shards FROM relay_setting) AS shards`,
      values: [this.shard, mostCounted],
    });
    const { rows: waiting = 0, age = 0, held = 0, shards = 1 } = rows[0] ?? {};
    return { rows: Number(waiting), oldestSeconds: Number(age), heldKeys: Number(held), shards };
  }

  async end(): Promise<void> {
    clearInterval(this.#heartbeat);
    await farewell(this.client);
  }

  /** Sizes are summed before payloads are fetched, so a page of large ones stays small. */
  async #oldest(): Promise<(WaitingEvent & { readonly held: boolean })[]> {
    const { rows } = await this.#query<Omit<WaitingEvent, 'sequence'> & { sequence: string | null; held: boolean }>({
      name: 'relay-page',
      text: `SELECT id, event_id AS "eventId", topic, key, sequence, type, headers, payload, held
               FROM (SELECT o.id, e.event_id, o.topic, o.key, e.sequence, e.type, e.headers, e.payload, h.key IS NOT NULL AS held,
                            sum(octet_length(e.payload) + octet_length(e.headers)) OVER (ORDER BY o.id) AS upto, row_number() OVER (ORDER BY o.id) AS nth
                       FROM (SELECT * FROM outbox WHERE shard = $1 ORDER BY id LIMIT $2) o
                       LEFT JOIN event e ON e.id = o.id
                       LEFT JOIN held_key h ON h.topic = o.topic AND h.key = o.key) page
              WHERE nth = 1 OR upto <= $3 OR sequence IS NULL ORDER BY id`,
      values: [this.shard, maxRows, maxBytes],
    });
    return rows.map(({ sequence, ...row }) => {
      // Publishing around a hole would break its key's order for ever.
      if (sequence === null) throw new Error(`outbox row ${row.id} points at an event that is not there`);
      return { ...row, sequence: Number(sequence) };
    });
  }

  /** The lock makes it one or the other with a release of the key: either the release finds these rows, or they stay in the outbox. */
  async #setAside(ids: readonly string[]): Promise<void> {
    await this.#query({
      name: 'relay-set-aside',
      text: `WITH held AS (SELECT h.topic, h.key FROM held_key h WHERE EXISTS (SELECT FROM outbox o WHERE o.id = ANY($1::bigint[]) AND o.topic = h.topic AND o.key = h.key) FOR SHARE),
                  aside AS (DELETE FROM outbox o USING held h WHERE o.id = ANY($1::bigint[]) AND o.topic = h.topic AND o.key = h.key RETURNING o.id, o.topic, o.key)
             INSERT INTO outbox_held (id, topic, key) SELECT id, topic, key FROM aside ON CONFLICT (id) DO NOTHING`,
      values: [ids],
    });
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

/** A dead peer never answers the farewell. */
const farewell = async (client: Client): Promise<void> => {
  const patience = new AbortController();
  await Promise.race([client.end().catch(() => undefined), pause(farewellMs, patience.signal)]);
  patience.abort();
};
