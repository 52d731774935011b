import type { LogRecord, PartitionRange } from '../event-bus';
import type { Logger } from '../logger';
import { kafkaClient } from './client';
import { KafkaBus } from './kafka-bus';
import { LogReader } from './log-reader';

/** Reads stretches of the log without being a member of any group: for comparing it with the database. */
export class LogScan {
  readonly #bus: KafkaBus;
  readonly #reader: LogReader;

  constructor(brokers: readonly string[], logger: Logger) {
    const client = { brokers, clientId: 'aftercare-scan', logger };
    this.#bus = new KafkaBus(client);
    this.#reader = new LogReader(kafkaClient(client), client);
  }

  /** In order of partition. Rejects with `TopicRefused` when there is no such topic. */
  ranges(topic: string): Promise<PartitionRange[]> {
    return this.#bus.admin.offsets(topic);
  }

  /** The records from `from` up to, not including, `upto`, batch by batch; a hole in the log is passed over. */
  async *records(topic: string, partition: number, from: bigint, upto: bigint): AsyncGenerator<readonly LogRecord[]> {
    for (let next = from; next < upto; ) {
      const records = await this.#reader.readFrom(topic, partition, next);
      const last = records.at(-1);
      if (!last) return;
      next = last.offset + 1n;
      yield last.offset < upto ? records : records.filter(({ offset }) => offset < upto);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#bus.close(), this.#reader.close()]);
  }
}
