import { BrokenRecord, decodeRecord } from '@aftercare/contracts';
import type { BusAdmin, LogRecord, PartitionRange } from '../event-bus';
import type { Logger } from '../logger';
import type { RelayRows } from './relay-rows';

/** Postgres lacks events that Kafka has: publishing on would mix two histories. Only a person can resolve it. */
export class HistoryLost extends Error {}

/**
 * Compares the log with the database before a leader's first publish. Throws `HistoryLost` when the newest record of a partition
 * is not an event of ours (the database was set back). When the log has lost records that it had acknowledged, their events are
 * queued again and it goes on: readers drop what they know.
 */
export const checkLog = async (topics: readonly string[], admin: BusAdmin, rows: RelayRows, logger: Logger): Promise<void> => {
  for (const topic of topics) {
    const ranges = await admin.offsets(topic);
    const published = new Map((await rows.published(topic)).map((row) => [row.part, row]));
    for (const range of ranges) {
      const newest = await newestOf(topic, range, admin, rows);
      const acknowledged = published.get(range.partition);
      if (!acknowledged) continue;
      const same = acknowledged.offset < range.high && carries(await admin.readRecord(topic, range.partition, acknowledged.offset), acknowledged.eventId, acknowledged.offset < range.low);
      if (same) continue;
      // Another record at that place: nothing of the partition can be trusted. Otherwise its tail is gone, and only that.
      const after = acknowledged.offset < range.high ? '0' : newest;
      const count = await rows.requeue(topic, range.partition, after, (key) => admin.partitionOf(key, ranges.length) === range.partition);
      logger.error({ topic, partition: range.partition, acknowledged: String(acknowledged.offset), end: String(range.high), count }, 'the log has lost acknowledged records, their events are published again');
    }
  }
};

/** The id of the event in the partition's newest record; '0' when it is empty. */
const newestOf = async (topic: string, { partition, low, high }: PartitionRange, admin: BusAdmin, rows: RelayRows): Promise<string> => {
  if (high === low) return '0';
  const record = await admin.readRecord(topic, partition, high - 1n);
  const id = record ? await idOf(record, rows) : null;
  if (id === null) {
    throw new HistoryLost(
      `${topic} 第 ${partition} 分区的最新记录不在数据库中:数据库被恢复到较早的状态,请运行 ops restore / the newest record of ${topic} partition ${partition} (offset ${high - 1n}) is not in the database, which must have been set back: run ops restore`,
    );
  }
  return id;
};

const idOf = async (record: LogRecord, rows: RelayRows): Promise<string | null> => {
  try {
    const { key, sequence, id } = decodeRecord(record);
    return await rows.idOf(record.topic, key, sequence, id);
  } catch (error) {
    if (error instanceof BrokenRecord) return null;
    throw error;
  }
};

const carries = (record: LogRecord | null, eventId: string, cutAway: boolean): boolean => cutAway || record?.headers['ce_id']?.toString() === eventId;
