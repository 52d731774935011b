import { BrokenRecord, decodeRecord } from '@aftercare/contracts';
import type { BusAdmin, LogRecord, PartitionRange } from '../event-bus';
import type { Published, RelaySession } from '../event-store';
import type { Logger } from '../logger';

/** Postgres lacks events that Kafka has: publishing on would mix two histories. Only a person can resolve it. */
export class HistoryLost extends Error {}

/**
 * Compares the log with the database before a leader's first publish. Throws `HistoryLost` when the newest record of a partition
 * is not an event of ours (the database was set back). When the log has lost records that it had acknowledged, all events of the
 * partition are queued again and it goes on: readers drop what they know. Not only those after the last surviving record: a log is
 * not in id order (a lower id commits later, a held key is released), so what lies behind that record is not known by its id.
 */
export const checkLog = async (topics: readonly string[], admin: BusAdmin, session: RelaySession, logger: Logger): Promise<void> => {
  for (const topic of topics) {
    const ranges = await admin.offsets(topic);
    const published = new Map((await session.published([topic])).map((row) => [row.part, row]));
    for (const range of ranges) {
      await refuseForeign(topic, range, admin, session);
      const acknowledged = published.get(range.partition);
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

const refuseForeign = async (topic: string, { partition, low, high }: PartitionRange, admin: BusAdmin, session: RelaySession): Promise<void> => {
  if (high === low) return;
  const record = await admin.readRecord(topic, partition, high - 1n);
  if (record && (await isStored(record, session))) return;
  throw new HistoryLost(
    `${topic} 第 ${partition} 分区的最新记录不在数据库中:数据库被恢复到较早的状态,请停止系统并运行 npm run ops -- restore / the newest record of ${topic} partition ${partition} (offset ${high - 1n}) is not in the database, which must have been set back: stop the system, then run ops restore (npm run ops -- restore --as CODE --reason WHY)`,
  );
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
