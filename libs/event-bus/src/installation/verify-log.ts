import { decodeRecord } from '@aftercare/contracts';
import type { Client } from 'pg';
import type { LogRecord, PartitionRange } from '../event-bus';
import type { LogScan } from '../kafka/log-scan';
import type { Report } from './deviation';
import { enter } from './schemas';
import { storedOf, unstored, type Compared, type StoredEvent } from './stored';

/** How far a unit has read a topic. */
export interface Reader {
  readonly service: string;
  readonly unit: string;
  /** By partition. */
  readonly next: ReadonlyMap<number, bigint>;
}

/** What somebody says lies at a place of the log. */
export interface Claim {
  readonly part: number;
  readonly offset: bigint;
  readonly eventId: string;
  /** Tells that it does not. */
  readonly refute: (found: string) => void;
}

export interface TopicCheck {
  readonly topic: string;
  /** In whose schema its events are; `null` = in one that cannot be read: then only what units have made of them is looked at. */
  readonly owner: string | null;
  /** As of just before and just after the moment that the database is looked at. */
  readonly before: readonly PartitionRange[];
  readonly after: readonly PartitionRange[];
  readonly readers: readonly Reader[];
  readonly claims: readonly Claim[];
  /** Told of every event of the owner that is in the log. */
  readonly seen: (id: bigint) => void;
  /** Told now and then of so many records more that have been read. */
  readonly read: (count: number) => void;
  readonly signal?: AbortSignal;
  readonly report: Report;
}

/** Reads a topic from one end to the other and compares each record with the event it stands for. */
export const verifyTopic = async (client: Client, scan: LogScan, check: TopicCheck): Promise<void> => {
  const { topic, owner, before, after, claims, read, signal, report } = check;
  for (const { partition, low, high } of after) {
    const open = new Map(claims.filter(({ part }) => part === partition).map((claim) => [claim, claim]));
    const settled = before.find((range) => range.partition === partition)?.high ?? low;
    for await (const records of scan.records(topic, partition, low, high)) {
      signal?.throwIfAborted();
      if (owner !== null) await enter(client, owner);
      const compared = owner === null ? unstored(records) : await storedOf(client, topic, records, true);
      for (const { record, event, key, sequence } of compared) {
        const place = `${partition}/${record.offset}`;
        for (const claim of open.keys()) {
          if (claim.offset !== record.offset) continue;
          open.delete(claim);
          const found = record.headers['ce_id']?.toString().toLowerCase();
          if (found !== claim.eventId) claim.refute(`event ${found ?? 'none'}`);
        }
        if (owner === null) continue;
        if (event) {
          check.seen(event.id);
          const part = difference(record, event);
          if (part) report('bytes', owner, `${topic} ${place} (event ${sequence} of ${key}) has other ${part} than the event`);
        } else if (record.offset < settled) {
          report('foreign', owner, key === null ? `${topic} ${place} is no event at all` : `${topic} ${place} says event ${sequence} of ${key}, which is not in the database`);
        }
      }
      for (const reader of check.readers) await verifyReader(client, check, reader, partition, compared);
      read(records.length);
    }
    for (const { offset, refute } of open.keys()) refute(offset >= high ? `nothing: the log ends at ${high}` : offset < low ? `nothing: the log begins at ${low}` : 'nothing');
  }
};

/** Whatever lies before a unit's place has taken effect there, was passed by or is parked. */
const verifyReader = async (client: Client, { topic, owner, report }: TopicCheck, { service, unit, next }: Reader, partition: number, compared: readonly Compared[]): Promise<void> => {
  const passed = compared.filter(({ record, event, key }) => (owner === null ? key !== null : event !== null) && record.offset < (next.get(partition) ?? 0n));
  if (passed.length === 0) return;
  await enter(client, service);
  const { rows } = await client.query<{ at: string; last: string }>(
    `SELECT i.at, coalesce(s.last_seq, 0) AS last FROM unnest($3::text[], $4::bigint[]) WITH ORDINALITY AS i(key, sequence, at)
       LEFT JOIN key_seq s ON s.key = i.key AND s.topic = $2 AND s.unit = $1
      WHERE i.sequence > coalesce(s.last_seq, 0) AND NOT EXISTS (SELECT FROM parked p WHERE p.unit = $1 AND p.topic = $2 AND p.key = i.key AND p.sequence = i.sequence)`,
    [unit, topic, passed.map(({ key }) => key), passed.map(({ sequence }) => sequence)],
  );
  for (const { at, last } of rows) {
    const { record, key, sequence } = passed[Number(at) - 1] as Compared;
    report('passed-by', service, `${unit} has passed ${topic} ${partition}/${record.offset}, but event ${sequence} of ${key} has had no effect there and is not parked: the key is at ${last}`);
  }
};

/** The relay adds the sequence, and puts its own span in the place of the stored one. */
const ofTheRelay = new Set(['ce_sequence', 'ce_traceparent']);

const difference = (record: LogRecord, event: StoredEvent): string | null => {
  if (record.value === null || !record.value.equals(event.payload)) return 'data';
  if (decodeRecord(record).type !== event.type) return 'type';
  const own = (headers: Readonly<Record<string, unknown>>): string => JSON.stringify(Object.entries(headers).filter(([name]) => !ofTheRelay.has(name)).map(([name, value]) => [name, String(value)]).sort());
  return own(record.headers) === own(JSON.parse(event.headers.toString()) as Record<string, unknown>) ? null : 'headers';
};
