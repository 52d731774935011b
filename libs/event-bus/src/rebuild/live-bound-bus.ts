import { pause } from '../back-off';
import type { EventBus, LogRecord, RecordBatch, Subscriber } from '../event-bus';

/** How far the live unit is in a topic, by partition. */
export type LivePositions = (topic: string) => Promise<ReadonlyMap<number, bigint>>;

/** A trace that nobody records: a million old events are to appear neither in the traces they arose in nor in new ones. */
const untraced = '00-00000000000000000000000000000001-0000000000000001-00';
const withoutTrace = (record: LogRecord): LogRecord => ({ ...record, headers: { ...record.headers, ce_traceparent: untraced } });

/**
 * The log as whoever rebuilds a projection may read it: by groups of his own, and no record that the live unit has not passed. So he never
 * overtakes it, and when the live unit stands still for a moment, both are at the same place.
 */
export const liveBoundBus = (bus: EventBus, group: string, live: LivePositions): EventBus => {
  const bounds = new Map<string, ReadonlyMap<number, bigint>>();
  const boundOf = async ({ topic, partition, from, records }: RecordBatch): Promise<bigint> => {
    const known = (): bigint => bounds.get(topic)?.get(partition) ?? 0n;
    const last = records.at(-1)?.offset ?? from;
    // The live unit gets a new record at the same moment and is mostly through with it in some milliseconds.
    for (let looks = 0; known() <= last && looks < 2; looks++) {
      if (looks > 0) await pause(100);
      bounds.set(topic, await live(topic));
      if (known() > from) break;
    }
    return known();
  };
  const bounded = (subscriber: Subscriber): Subscriber => ({
    assigned: (partitions, signal) => subscriber.assigned(partitions, signal),
    lost: (reason) => subscriber.lost(reason),
    batch: async (batch, signal) => {
      // Not to be told is the same as not to be allowed: the partition rests, then it is asked again.
      const bound = await boundOf(batch).catch(() => 0n);
      const records = batch.records.filter(({ offset }) => offset < bound).map(withoutTrace);
      return records.length === 0 ? batch.from : subscriber.batch({ ...batch, records, end: bound }, signal);
    },
  });
  return {
    admin: bus.admin,
    publishBatch: () => Promise.reject(new Error('a projection publishes nothing')),
    subscribe: (options, subscriber) => bus.subscribe({ ...options, group: `${group}.${options.topic}` }, bounded(subscriber)),
    close: () => Promise.resolve(),
  };
};
