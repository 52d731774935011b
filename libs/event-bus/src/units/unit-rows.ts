import { systemPrincipal } from '@aftercare/auth';
import { statement, type Database, type Tx } from '@aftercare/event-store';
import type { UnitName } from './handlers';

/** Moves one partition of a unit from `from` to `next`, if it is still there. */
export interface OffsetMove {
  readonly topic: string;
  readonly part: number;
  readonly from: bigint;
  readonly next: bigint;
  readonly lastEventId: string;
}

export interface StoredOffset {
  readonly part: number;
  readonly next: bigint;
  readonly lastEventId: string | null;
}

/** One key's stretch of sequences: the unit has seen all below `first`, and will have seen `last`. */
export interface KeyRun {
  readonly topic: string;
  readonly key: string;
  readonly first: number;
  readonly last: number;
}

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
  `WITH run AS (SELECT * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[]) AS r(topic, key, first, last) ORDER BY key, topic),
        moved AS (UPDATE key_seq s SET last_seq = run.last FROM run WHERE s.unit = $1 AND s.key = run.key AND s.topic = run.topic AND s.last_seq = run.first - 1 RETURNING s.topic, s.key),
        begun AS (INSERT INTO key_seq (key, topic, unit, last_seq) SELECT key, topic, $1, last FROM run WHERE first = 1 ON CONFLICT DO NOTHING RETURNING topic, key)
   SELECT topic, key FROM moved UNION ALL SELECT topic, key FROM begun`,
);

const lockKeys = statement(
  'unit-lock-keys',
  `SELECT s.topic, s.key, s.last_seq AS last FROM key_seq s JOIN unnest($2::text[], $3::text[]) AS k(topic, key) USING (topic, key)
    WHERE s.unit = $1 ORDER BY s.key, s.topic FOR UPDATE OF s`,
);

const setKeys = statement(
  'unit-set-keys',
  `INSERT INTO key_seq (key, topic, unit, last_seq) SELECT key, topic, $1, last FROM unnest($2::text[], $3::text[], $4::bigint[]) AS k(topic, key, last) ORDER BY key, topic
   ON CONFLICT (key, topic, unit) DO UPDATE SET last_seq = excluded.last_seq`,
);

const countSkipped = statement(
  'unit-count-skipped',
  `INSERT INTO skipped AS s (unit, topic, type, count) SELECT $1, topic, type, count FROM unnest($2::text[], $3::text[], $4::bigint[]) AS k(topic, type, count) ORDER BY topic, type
   ON CONFLICT (unit, topic, type) DO UPDATE SET count = s.count + excluded.count`,
);

/** A unit's own rows: how far it is in each partition, and the last sequence of each key that took effect. */
export class UnitRows {
  constructor(
    private readonly database: Database,
    private readonly service: string,
    private readonly unit: UnitName,
  ) {}

  /** How far the unit is in every partition that it ever saw. */
  async positions(topic: string): Promise<ReadonlyMap<number, bigint>> {
    const rows = await this.#alone((tx) => tx.query<{ part: number; next: string }>('SELECT part, next_offset AS next FROM consumer_offset WHERE unit = $1 AND topic = $2', [this.unit, topic]));
    return new Map(rows.map(({ part, next }) => [part, BigInt(next)]));
  }

  /** How far the unit is; a partition that it never saw begins at 0. */
  async offsets(topic: string, parts: readonly number[]): Promise<StoredOffset[]> {
    return this.#alone(async (tx) => {
      await tx.query(
        'INSERT INTO consumer_offset (unit, topic, part, next_offset) SELECT $1, $2, part, 0 FROM unnest($3::int[]) AS p(part) ORDER BY part ON CONFLICT DO NOTHING',
        [this.unit, topic, parts],
      );
      const rows = await tx.query<{ part: number; next: string; lastEventId: string | null }>(
        'SELECT part, next_offset AS next, last_event_id AS "lastEventId" FROM consumer_offset WHERE unit = $1 AND topic = $2 AND part = ANY($3::int[]) ORDER BY part',
        [this.unit, topic, parts],
      );
      return rows.map((row) => ({ ...row, next: BigInt(row.next) }));
    });
  }

  /** False when any of the partitions is not where we took it to be: somebody else has been there, and everything must roll back. */
  async move(tx: Tx, moves: readonly OffsetMove[]): Promise<boolean> {
    const rows = await tx.query(moveOffsets, [
      this.unit,
      moves.map((m) => m.topic),
      moves.map((m) => m.part),
      moves.map((m) => String(m.from)),
      moves.map((m) => String(m.next)),
      moves.map((m) => m.lastEventId),
    ]);
    return rows.length === moves.length;
  }

  /** Advances every key whose next event begins its run, and gives those keys; the others stay as they are. */
  async advance(tx: Tx, runs: readonly KeyRun[]): Promise<{ topic: string; key: string }[]> {
    return tx.query<{ topic: string; key: string }>(advanceKeys, [this.unit, runs.map((r) => r.topic), runs.map((r) => r.key), runs.map((r) => r.first), runs.map((r) => r.last)]);
  }

  /** Locks keys and gives the last sequence of each that took effect; a key that is not among them has none. */
  async lock(tx: Tx, keys: readonly { topic: string; key: string }[]): Promise<{ topic: string; key: string; last: number }[]> {
    const rows = await tx.query<{ topic: string; key: string; last: string }>(lockKeys, [this.unit, keys.map((k) => k.topic), keys.map((k) => k.key)]);
    return rows.map((row) => ({ ...row, last: Number(row.last) }));
  }

  async set(tx: Tx, keys: readonly { topic: string; key: string; last: number }[]): Promise<void> {
    await tx.query(setKeys, [this.unit, keys.map((k) => k.topic), keys.map((k) => k.key), keys.map((k) => k.last)]);
  }

  async skip(tx: Tx, counts: readonly { topic: string; type: string; count: number }[]): Promise<void> {
    await tx.query(countSkipped, [this.unit, counts.map((c) => c.topic), counts.map((c) => c.type), counts.map((c) => c.count)]);
  }

  async #alone<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.withTx({ principal: systemPrincipal(this.service, []), branches: [] }, work);
  }
}
