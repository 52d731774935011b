import { BrokenRecord, decodeRecord } from '@aftercare/contracts';
import type { BusAdmin, LogRecord, PartitionRange } from '../event-bus';
import type { Published, RelaySession } from '../event-store';
import type { Logger } from '../logger';

/** Postgres lacks events that Kafka has: publishing on would mix two histories. Only a person can resolve it. */
export class HistoryLost extends Error {}

/**
 * Compares the log with the database before a leader's first publish. Throws `HistoryLost` when a record behind what was acknowledged, or
 * the newest one, is not an event of ours (the database was set back). When the log has lost records that it had acknowledged, all events
 * of the partition are queued again and it goes on: readers drop what they know. Not only those after the last surviving record: a log is
 * not in id order (a lower id commits later, a held key is released), so what lies behind that record is not known by its id.
 */
export const checkLog = async (topics: readonly string[], admin: BusAdmin, session: RelaySession, logger: Logger): Promise<void> => {
  for (const topic of topics) {
    const ranges = await admin.offsets(topic);
    const published = new Map((await session.published([topic])).map((row) => [row.part, row]));
    for (const range of ranges) {
      const acknowledged = published.get(range.partition);
      await refuseForeign(topic, range, acknowledged, admin, session);
      if (!acknowledged || (await isThere(acknowledged, range, admin))) continue;
      await publishAgain(acknowledged, ranges, admin, session, logger);
    }
  }
};

/** The log has lost what was acknowledged up to there. */
export const publishAgain = async (lost: Omit<Published, 'eventId'>, ranges: readonly PartitionRange[], admin: BusAdmin, session: RelaySession, logger: Logger): Promise<void> => {
  const { topic, part, offset } = lost;
  const count = await session.requeue(lost, (key) => admin.partitionOf(key, ranges.length) === part);
  const end = ranges.find(({ partition }) => partition === part)?.high;
  logger.error({ topic, partition: part, acknowledged: String(offset), end: String(end), count }, 'the log has lost acknowledged records, the events of the partition are published again');
};

/** Where nothing is known to be acknowledged, so many of the newest records are looked at. */
const mostUnknown = 10_000n;

/**
 * What lies before the place that the database knows to be acknowledged was in it when that was written down. Behind it the newest record alone proves nothing: another
 * shard may have published there, late, an event that the database still has, and what it has forgotten lies before it.
 */
const refuseForeign = async (topic: string, { partition, low, high }: PartitionRange, acknowledged: Published | undefined, admin: BusAdmin, session: RelaySession): Promise<void> => {
  const newest = high - 1n;
  const unknown = acknowledged === undefined ? high - mostUnknown : acknowledged.offset + 1n;
  for (let offset = newest; offset >= low && (offset === newest || offset >= unknown); offset--) {
    const record = await admin.readRecord(topic, partition, offset);
    // A place without a record is the end of somebody's transaction.
    if (record === null ? offset < newest : await isStored(record, session)) continue;
    throw new HistoryLost(
      `${topic} 第 ${partition} 分区有记录（位置 ${offset}）不在数据库中:数据库被恢复到较早的状态,请停止系统并运行 npm run ops -- restore / a record of ${topic} partition ${partition} (offset ${offset}) is not in the database, which must have been set back: stop the system, then run ops restore (npm run ops -- restore --as CODE --reason WHY)`,
    );
  }
};

const isStored = async (record: LogRecord, session: RelaySession): Promise<boolean> => {
  try {
    const { key, sequence, id } = decodeRecord(record);
    return (await session.find(record.topic, key, sequence, id)) !== null;
  } catch (error) {
    if (error instanceof BrokenRecord) return false;
    throw error;
  }
};

/** Records that were deleted from the front count as there: somebody wanted that, and readers notice by themselves. */
const isThere = async ({ topic, part, offset, eventId }: Published, { low, high }: PartitionRange, admin: BusAdmin): Promise<boolean> => {
  if (offset >= high) return false;
  if (offset < low) return true;
  return (await admin.readRecord(topic, part, offset))?.headers['ce_id']?.toString() === eventId;
};
