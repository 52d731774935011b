import { BrokenRecord, decodeRecord } from '@aftercare/contracts';
import type { Client } from 'pg';
import type { LogRecord } from '../event-bus';

/** A record beside the event that it is; `null` = there is no such event in the database. */
export interface Compared {
  readonly record: LogRecord;
  readonly event: StoredEvent | null;
  readonly key: string | null;
  readonly sequence: number | null;
}

export interface StoredEvent {
  readonly id: bigint;
  readonly type: string;
  readonly headers: Buffer;
  readonly payload: Buffer;
}

/** Looks up the events of records of one topic in the schema that the client is in. The bytes come along only where asked for. */
export const storedOf = async (client: Client, topic: string, records: readonly LogRecord[], bytes: boolean): Promise<Compared[]> => {
  const read = records.map((record) => ({ record, event: decoded(record) }));
  const known = read.flatMap(({ event }, at) => (event ? [{ at, ...event }] : []));
  const { rows } = await client.query<{ at: string; id: string; type: string; headers: Buffer; payload: Buffer }>(
    `SELECT i.at, e.id, e.type, CASE WHEN $5 THEN e.headers END AS headers, CASE WHEN $5 THEN e.payload END AS payload
       FROM unnest($2::text[], $3::bigint[], $4::uuid[]) WITH ORDINALITY AS i(key, sequence, event_id, at)
       JOIN event e ON e.key = i.key AND e.topic = $1 AND e.sequence = i.sequence AND e.event_id = i.event_id`,
    [topic, known.map(({ key }) => key), known.map(({ sequence }) => sequence), known.map(({ id }) => id), bytes],
  );
  const found = new Map(rows.map(({ at, id, ...row }) => [known[Number(at) - 1]?.at, { id: BigInt(id), ...row }]));
  return read.map(({ record, event }, at) => ({ record, event: found.get(at) ?? null, key: event?.key ?? null, sequence: event?.sequence ?? null }));
};

/** Records of a topic whose events are in a schema that cannot be read. */
export const unstored = (records: readonly LogRecord[]): Compared[] => records.map((record) => {
  const event = decoded(record);
  return { record, event: null, key: event?.key ?? null, sequence: event?.sequence ?? null };
});

const decoded = (record: LogRecord): { key: string; sequence: number; id: string } | null => {
  try {
    const { key, sequence, id } = decodeRecord(record);
    return { key, sequence, id };
  } catch (error) {
    if (error instanceof BrokenRecord) return null;
    throw error;
  }
};
