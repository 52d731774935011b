import type { BusAdmin, PartitionRange } from '../event-bus';
import type { StoredOffset } from '../event-store';
import { UnitStopped } from './stopped';

/**
 * Whether a unit may go on where it was. The log must still begin at or before that place, must reach it, and the record just
 * before it must be the event that took effect last; else the log is not the one the unit has read. Throws `UnitStopped`.
 */
export const checkStart = async (topic: string, stored: StoredOffset, range: PartitionRange | undefined, admin: BusAdmin): Promise<void> => {
  const { part, next, lastEventId } = stored;
  const place = `${topic} partition ${part}`;
  if (!range) throw new UnitStopped(`${topic} 没有第 ${part} 分区,请核对 KAFKA_BROKERS / there is no ${place}: check KAFKA_BROKERS`);
  if (range.low > next) {
    throw new UnitStopped(`${topic} 第 ${part} 分区的日志从 ${range.low} 开始,已越过应读的 ${next}:请停止系统并运行 npm run ops -- restore / ${place} begins at offset ${range.low}, beyond ${next} where reading must go on: stop the system, then run ops restore (npm run ops -- restore --as CODE --reason WHY)`);
  }
  if (range.high < next) {
    throw new UnitStopped(`${topic} 第 ${part} 分区的日志止于 ${range.high},短于已读的 ${next}:请运行 ops resync / ${place} ends at offset ${range.high}, before ${next} where reading must go on: run ops resync`);
  }
  if (next === 0n || range.low === next || lastEventId === null) return;
  const record = await admin.readRecord(topic, part, next - 1n);
  if (record?.headers['ce_id']?.toString().toLowerCase() !== lastEventId) {
    throw new UnitStopped(`${topic} 第 ${part} 分区位置 ${next - 1n} 不是上次处理的事件:请运行 ops resync / offset ${next - 1n} of ${place} is not the event that took effect last: run ops resync`);
  }
};
