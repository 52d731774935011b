import { systemPrincipal, type Branches } from '@aftercare/auth';
import { statement, type Database, type Tx } from '@aftercare/event-store';
import type { Key, KeyRun, KeyState, OffsetMove, ParkedFate, ParkedRecord, ParkedStatus, Reached, Standing, StoredOffset, UnitStore } from '../event-store';
import { realSurroundings } from '../surroundings';

const startOffsets = statement(
  'unit-start-offsets',
  'INSERT INTO consumer_offset (unit, topic, part, next_offset) SELECT $1, $2, part, 0 FROM unnest($3::int[]) AS p(part) ORDER BY part ON CONFLICT DO NOTHING',
);

const moveOffsets = statement(
  'unit-move-offsets',
  // Locked in a fixed order, since two members may hold overlapping partitions for a moment.
  `WITH move AS (SELECT * FROM unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::uuid[]) AS m(topic, part, was, next, last)),
        held AS (SELECT o.topic, o.part, o.next_offset FROM consumer_offset o JOIN move USING (topic, part) WHERE o.unit = $1 ORDER BY o.topic, o.part FOR UPDATE OF o)
   UPDATE consumer_offset o SET next_offset = m.next, last_event_id = m.last, updated_at = clock_timestamp()
     FROM move m JOIN held h USING (topic, part)
    WHERE o.unit = $1 AND o.topic = m.topic AND o.part = m.part AND h.next_offset = m.was
   RETURNING o.part`,
);

const advanceKeys = statement(
  'unit-advance-keys',
  // Only a runner parks, and it holds the partition's offset by now: what is parked of these keys was committed before this statement.
  `WITH run AS (SELECT * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::uuid[]) AS r(topic, key, first, last, event_id)
                 WHERE NOT EXISTS (SELECT FROM parked p WHERE p.unit = $1 AND p.topic = r.topic AND p.key = r.key) ORDER BY key COLLATE "C", topic),
        moved AS (UPDATE key_seq s SET last_seq = run.last, last_event_id = run.event_id FROM run WHERE s.unit = $1 AND s.key = run.key AND s.topic = run.topic AND s.last_seq = run.first - 1 RETURNING s.topic, s.key),
        begun AS (INSERT INTO key_seq (key, topic, unit, last_seq, last_event_id) SELECT key, topic, $1, last, event_id FROM run WHERE first = 1 ON CONFLICT DO NOTHING RETURNING topic, key)
   SELECT topic, key FROM moved UNION ALL SELECT topic, key FROM begun`,
);

const lockKeys = statement(
  'unit-lock-keys',
  // A key without a row gets one: there must be something to lock. The update of the others changes nothing and gives their newest value.
  `INSERT INTO key_seq AS s (key, topic, unit, last_seq) SELECT key, topic, $1, 0 FROM unnest($2::text[], $3::text[]) AS k(topic, key) ORDER BY key COLLATE "C", topic
   ON CONFLICT (key, topic, unit) DO UPDATE SET last_seq = s.last_seq RETURNING topic, key, last_seq AS last, last_event_id AS "lastEventId"`,
);

const parkedOfKeys = statement(
  'unit-parked-of-keys',
  `SELECT topic, key, array_agg(sequence ORDER BY sequence) FILTER (WHERE status <> 'forked') AS sequences, array_agg(event_id ORDER BY sequence) FILTER (WHERE status <> 'forked') AS ids,
          bool_or(status = 'forked') AS forked FROM parked JOIN unnest($2::text[], $3::text[]) AS k(topic, key) USING (topic, key)
    WHERE unit = $1 GROUP BY topic, key`,
);

const reachKeys = statement(
  'unit-reach-keys',
  `UPDATE key_seq s SET last_seq = k.last, last_event_id = k.event_id FROM unnest($2::text[], $3::text[], $4::bigint[], $5::uuid[]) AS k(topic, key, last, event_id)
    WHERE s.unit = $1 AND s.topic = k.topic AND s.key = k.key`,
);

const countSkipped = statement(
  'unit-count-skipped',
  `INSERT INTO skipped AS s (unit, topic, type, count) SELECT $1, topic, type, count FROM unnest($2::text[], $3::text[], $4::bigint[]) AS k(topic, type, count) ORDER BY topic, type
   ON CONFLICT (unit, topic, type) DO UPDATE SET count = s.count + excluded.count, rebuilt = '{}'`,
);

const parkRecords = statement(
  'unit-park',
  `INSERT INTO parked (unit, event_id, topic, part, "offset", key, sequence, type, headers, record_key, payload, status, attempts, next_at, error_class, error_code, message, stack)
   SELECT $1, event_id, topic, part, "offset", key, sequence, type, headers, record_key, payload, status, attempts, clock_timestamp() + wait_ms * interval '1 ms', error_class, error_code, message, stack
     FROM unnest($2::uuid[], $3::text[], $4::int[], $5::bigint[], $6::text[], $7::bigint[], $8::text[], $9::bytea[], $10::bytea[], $11::bytea[], $12::text[], $13::int[], $14::float8[],
                 $15::text[], $16::text[], $17::text[], $18::text[])
       AS r(event_id, topic, part, "offset", key, sequence, type, headers, record_key, payload, status, attempts, wait_ms, error_class, error_code, message, stack)
   ON CONFLICT (unit, event_id) DO NOTHING`,
);

const dueKeys = statement(
  'unit-due-keys',
  `SELECT topic, key FROM (
     SELECT DISTINCT ON (p.topic, p.key) p.topic, p.key, p.sequence, p.status, coalesce(p.next_at, p.first_failed_at) AS since, coalesce(s.last_seq, 0) AS last
       FROM parked p LEFT JOIN key_seq s USING (key, topic, unit) WHERE p.unit = $1 AND p.key IS NOT NULL ORDER BY p.topic, p.key, p.sequence) first
    WHERE sequence <= last + 1 AND (sequence <= last OR status = 'behind' OR status = 'failing' AND since <= clock_timestamp())
      AND NOT EXISTS (SELECT FROM parked f WHERE f.unit = $1 AND f.topic = first.topic AND f.key = first.key AND f.status = 'forked') ORDER BY since LIMIT $2`,
);

const parkedRecords = statement(
  'unit-parked-records',
  `SELECT event_id AS "eventId", topic, part, "offset", key, sequence, type, headers, record_key AS "recordKey", payload AS value, status, attempts,
          extract(epoch FROM next_at - clock_timestamp())::float8 * 1000 AS "waitMs", error_class AS "errorClass", error_code AS "errorCode", message, stack
     FROM parked WHERE unit = $1 AND topic = $2 AND key = $3 ORDER BY sequence LIMIT $4`,
);

const settleParked = statement(
  'unit-settle-parked',
  `WITH fate AS (SELECT * FROM unnest($2::uuid[], $3::text[], $4::int[], $5::float8[], $6::text[], $7::text[], $8::text[], $9::text[])
                   AS f(event_id, status, attempts, wait_ms, error_class, error_code, message, stack)),
        gone AS (DELETE FROM parked p USING fate f WHERE p.unit = $1 AND p.event_id = f.event_id AND f.status = 'gone')
   UPDATE parked p SET status = f.status, attempts = f.attempts, next_at = clock_timestamp() + f.wait_ms * interval '1 ms', error_class = coalesce(f.error_class, p.error_class),
          error_code = CASE WHEN f.error_class IS NULL THEN p.error_code ELSE f.error_code END, message = coalesce(f.message, p.message),
          stack = CASE WHEN f.error_class IS NULL THEN p.stack ELSE f.stack END
     FROM fate f WHERE p.unit = $1 AND p.event_id = f.event_id AND f.status <> 'gone'`,
);

const standingOf = statement(
  'unit-standing',
  `SELECT count(*) FILTER (WHERE status = 'failing')::int AS failing, count(*) FILTER (WHERE status = 'behind')::int AS behind, count(*) FILTER (WHERE status = 'dead')::int AS dead,
          count(*) FILTER (WHERE status = 'forked')::int AS forked,
          (SELECT count(*)::int FROM (SELECT key, topic, min(sequence) AS first FROM parked WHERE unit = $1 AND key IS NOT NULL GROUP BY key, topic) p
             LEFT JOIN key_seq s ON s.key = p.key AND s.topic = p.topic AND s.unit = $1 WHERE p.first > coalesce(s.last_seq, 0) + 1) AS gaps
     FROM parked WHERE unit = $1`,
);

interface ParkedRow {
  readonly eventId: string;
  readonly topic: string;
  readonly part: number;
  readonly offset: string;
  readonly key: string;
  readonly sequence: string;
  readonly type: string | null;
  readonly headers: Buffer;
  readonly recordKey: Buffer | null;
  readonly value: Buffer | null;
  readonly status: ParkedStatus;
  readonly attempts: number;
  readonly waitMs: number | null;
  readonly errorClass: string;
  readonly errorCode: string | null;
  readonly message: string;
  readonly stack: string | null;
}

/** Postgres has no NUL in a text. */
const text = (words: string | null): string | null => words?.replaceAll('\0', '\uFFFD') ?? null;

/** A row's times are the database's, a process's may be wrong by an hour: between the two goes how long it is from now. */
const waitMs = (nextAt: Date | null): number | null => (nextAt === null ? null : nextAt.getTime() - realSurroundings.now());

/** What units keep, as rows of the service's own schema. */
export class SqlUnitStore implements UnitStore<Tx> {
  constructor(
    private readonly database: Database,
    private readonly service: string,
  ) {}

  async transaction<R>(branches: Branches, work: (tx: Tx) => Promise<R>): Promise<R> {
    return this.#open(branches, work);
  }

  /** The first thing in each transaction. */
  protected async entered(_tx: Tx): Promise<void> {}

  async positions(unit: string, topic: string): Promise<ReadonlyMap<number, bigint>> {
    const rows = await this.#alone((tx) => tx.query<{ part: number; next: string }>('SELECT part, next_offset AS next FROM consumer_offset WHERE unit = $1 AND topic = $2', [unit, topic]));
    return new Map(rows.map(({ part, next }) => [part, BigInt(next)]));
  }

  async offsets(unit: string, topic: string, parts: readonly number[]): Promise<StoredOffset[]> {
    return this.#alone(async (tx) => {
      await tx.query(startOffsets, [unit, topic, parts]);
      const rows = await tx.query<{ part: number; next: string; lastEventId: string | null }>(
        'SELECT part, next_offset AS next, last_event_id AS "lastEventId" FROM consumer_offset WHERE unit = $1 AND topic = $2 AND part = ANY($3::int[]) ORDER BY part',
        [unit, topic, parts],
      );
      return rows.map((row) => ({ ...row, next: BigInt(row.next) }));
    });
  }

  async move(tx: Tx, unit: string, moves: readonly OffsetMove[]): Promise<boolean> {
    const rows = await tx.query(moveOffsets, [
      unit,
      moves.map((m) => m.topic),
      moves.map((m) => m.part),
      moves.map((m) => String(m.from)),
      moves.map((m) => String(m.next)),
      moves.map((m) => m.lastEventId),
    ]);
    return rows.length === moves.length;
  }

  async advance(tx: Tx, unit: string, runs: readonly KeyRun[]): Promise<Key[]> {
    return tx.query<{ topic: string; key: string }>(advanceKeys, [unit, runs.map((r) => r.topic), runs.map((r) => r.key), runs.map((r) => r.first), runs.map((r) => r.last), runs.map((r) => r.lastEventId)]);
  }

  async lock(tx: Tx, unit: string, keys: readonly Key[]): Promise<KeyState[]> {
    const places = [unit, keys.map((k) => k.topic), keys.map((k) => k.key)];
    const rows = await tx.query<{ topic: string; key: string; last: string; lastEventId: string | null }>(lockKeys, places);
    // A statement of its own: it must see what was committed while the locks were waited for.
    const found = await tx.query<{ topic: string; key: string; sequences: string[] | null; ids: string[] | null; forked: boolean }>(parkedOfKeys, places);
    const parked = new Map(found.map((one) => [`${one.topic}|${one.key}`, one]));
    return rows.map(({ topic, key, last, lastEventId }) => {
      const { sequences, ids, forked = false } = parked.get(`${topic}|${key}`) ?? {};
      return { topic, key, last: Number(last), lastEventId, parked: (sequences ?? []).map((sequence, at) => ({ sequence: Number(sequence), eventId: ids?.[at] as string })), forked };
    });
  }

  async reach(tx: Tx, unit: string, keys: readonly (Key & Reached)[]): Promise<void> {
    await tx.query(reachKeys, [unit, keys.map((k) => k.topic), keys.map((k) => k.key), keys.map((k) => k.last), keys.map((k) => k.lastEventId)]);
  }

  async skip(tx: Tx, unit: string, counts: readonly { readonly topic: string; readonly type: string; readonly count: number }[]): Promise<void> {
    await tx.query(countSkipped, [unit, counts.map((c) => c.topic), counts.map((c) => c.type), counts.map((c) => c.count)]);
  }

  async park(tx: Tx, unit: string, records: readonly ParkedRecord[]): Promise<void> {
    await tx.query(parkRecords, [
      unit,
      records.map((r) => r.eventId),
      records.map((r) => r.topic),
      records.map((r) => r.part),
      records.map((r) => String(r.offset)),
      records.map((r) => r.key),
      records.map((r) => r.sequence),
      records.map((r) => r.type),
      records.map((r) => Buffer.from(JSON.stringify(r.headers))),
      records.map((r) => r.recordKey),
      records.map((r) => r.value),
      records.map((r) => r.status),
      records.map((r) => r.attempts),
      records.map((r) => waitMs(r.nextAt)),
      records.map((r) => r.failure.errorClass),
      records.map((r) => text(r.failure.errorCode)),
      records.map((r) => text(r.failure.message)),
      records.map((r) => text(r.failure.stack)),
    ]);
  }

  async due(unit: string, limit: number): Promise<Key[]> {
    return this.#alone((tx) => tx.query<{ topic: string; key: string }>(dueKeys, [unit, limit]));
  }

  async parked(tx: Tx, unit: string, { topic, key }: Key, limit: number): Promise<ParkedRecord[]> {
    const rows = await tx.query<ParkedRow>(parkedRecords, [unit, topic, key, limit]);
    return rows.map(({ offset, sequence, headers, errorClass, errorCode, message, stack, waitMs: wait, ...row }) => ({
      ...row,
      nextAt: wait === null ? null : new Date(realSurroundings.now() + wait),
      offset: BigInt(offset),
      sequence: Number(sequence),
      headers: JSON.parse(headers.toString()) as Record<string, string>,
      failure: { errorClass, errorCode, message, stack },
    }));
  }

  async settle(tx: Tx, unit: string, fates: readonly ParkedFate[]): Promise<void> {
    await tx.query(settleParked, [
      unit,
      fates.map((f) => f.eventId),
      fates.map((f) => f.status),
      fates.map((f) => f.attempts),
      fates.map((f) => waitMs(f.nextAt)),
      fates.map((f) => f.failure?.errorClass ?? null),
      fates.map((f) => text(f.failure?.errorCode ?? null)),
      fates.map((f) => text(f.failure?.message ?? null)),
      fates.map((f) => text(f.failure?.stack ?? null)),
    ]);
  }

  async standing(unit: string): Promise<Standing> {
    const [row] = await this.#alone((tx) => tx.query<Standing & object>(standingOf, [unit]));
    return row ?? { failing: 0, behind: 0, dead: 0, forked: 0, gaps: 0 };
  }

  async skippedTypes(unit: string, projection?: string): Promise<string[]> {
    const rows = await this.#alone((tx) => tx.query<{ type: string }>("SELECT type FROM skipped WHERE unit = $1 AND coalesce($2, '') <> ALL (rebuilt) ORDER BY type", [unit, projection]));
    return rows.map(({ type }) => type);
  }

  async #alone<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#open([], work);
  }

  async #open<R>(branches: Branches, work: (tx: Tx) => Promise<R>): Promise<R> {
    return this.database.withTx({ principal: systemPrincipal(this.service, branches), branches }, async (tx) => {
      await this.entered(tx);
      return work(tx);
    });
  }
}
