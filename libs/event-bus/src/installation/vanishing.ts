import type { Client } from 'pg';
import { TopicRefused, type PartitionRange } from '../event-bus';
import type { LogScan } from '../kafka/log-scan';
import { enter, inSnapshot, topicsOf } from './schemas';
import { storedOf } from './stored';

/** Facts that the log tells and the database does not have: once the log follows the database they are gone. */
export interface Vanishing {
  readonly topic: string;
  readonly events: number;
  /** When the first and the last of them was told. */
  readonly first: string | null;
  readonly last: string | null;
}

/** What of each topic would vanish if the log were made anew from this database; nothing is changed. */
export const vanishing = async (client: Client, scan: LogScan, services: readonly string[]): Promise<Vanishing[]> =>
  inSnapshot(client, async () => {
    const found: Vanishing[] = [];
    for (const service of services) {
      await enter(client, service);
      for (const topic of topicsOf(service)) found.push(await ofTopic(client, scan, topic));
    }
    return found;
  });

const ofTopic = async (client: Client, scan: LogScan, topic: string): Promise<Vanishing> => {
  const times: string[] = [];
  let events = 0;
  for (const range of await rangesOf(scan, topic)) {
    for await (const records of scan.records(topic, range.partition, await knownUpTo(client, scan, topic, range), range.high)) {
      for (const { record, event, key } of await storedOf(client, topic, records, false)) {
        // What is no event tells no fact.
        if (event || key === null) continue;
        events += 1;
        times.push(String(record.headers['ce_time'] ?? ''));
      }
      // Only the two ends are told.
      times.splice(0, times.length, ...ends(times));
    }
  }
  const [first = null, last = first] = ends(times);
  return { topic, events, first, last };
};

const ends = (times: readonly string[]): string[] => {
  const sorted = times.filter((time) => time !== '').sort();
  return sorted.length > 1 ? [sorted[0] as string, sorted.at(-1) as string] : sorted;
};

const rangesOf = async (scan: LogScan, topic: string): Promise<PartitionRange[]> => {
  try {
    return await scan.ranges(topic);
  } catch (error) {
    if (error instanceof TopicRefused) return [];
    throw error;
  }
};

/** What was acknowledged when the database was as it is now need not be read, if this is still the same log. */
const knownUpTo = async (client: Client, scan: LogScan, topic: string, { partition, low, high }: PartitionRange): Promise<bigint> => {
  const { rows } = await client.query<{ offset: string; id: string }>('SELECT "offset", event_id AS id FROM published WHERE topic = $1 AND part = $2', [topic, partition]);
  const [row] = rows;
  if (!row || BigInt(row.offset) < low || BigInt(row.offset) >= high) return low;
  for await (const [record] of scan.records(topic, partition, BigInt(row.offset), BigInt(row.offset) + 1n)) {
    if (record?.headers['ce_id']?.toString() === row.id) return record.offset + 1n;
  }
  return low;
};
