import type { LogRecord, PartitionEnd } from '../event-bus';
import { kafkaClient, type ClientOptions } from './client';
import { Lines } from './lines';
import { LogReader } from './log-reader';

/** More than this at once is not worth being told one by one. */
const most = 500;

export interface LogTailOptions extends Pick<ClientOptions, 'brokers' | 'clientId' | 'logger'> {
  readonly topics: readonly string[];
}

/** What has come: `gap` = before these records lies something that was not told. */
export interface LogNews {
  readonly gap: boolean;
  readonly records: readonly LogRecord[];
}

/**
 * Follows topics from where they end, without a group and without a place kept anywhere: for who shows what is new and can look up the rest. It asks
 * when it is asked, by one request for all ends, and reads those partitions alone that have moved.
 */
export class LogTail {
  readonly #lines = new Lines();
  readonly #reader: LogReader;
  readonly #topics: readonly string[];
  readonly #places = new Map<string, bigint>();

  constructor({ topics, ...options }: LogTailOptions) {
    const client = { ...options, lines: this.#lines };
    this.#topics = topics;
    this.#reader = new LogReader(kafkaClient(client), client);
  }

  /** What has come since the last call, in order per partition. Rejects when the broker cannot be asked; the next call tells of it all the same. */
  async next(): Promise<LogNews> {
    const ends = await this.#reader.ends(this.#topics);
    const moved = ends.filter((end) => this.#places.get(nameOf(end)) !== end.high);
    const length = (end: PartitionEnd): bigint => end.high - (this.#places.get(nameOf(end)) ?? 0n);
    // At first nothing is known; an end that goes back belongs to another log.
    const gap = this.#places.size === 0 || moved.some((end) => length(end) < 0n) || moved.reduce((sum, end) => sum + length(end), 0n) > most;
    const records: LogRecord[] = [];
    if (!gap) for (const end of moved) records.push(...(await this.#upTo(end)));
    for (const end of moved) this.#places.set(nameOf(end), end.high);
    return { gap, records };
  }

  async close(): Promise<void> {
    await this.#reader.close().finally(() => this.#lines.end());
  }

  async #upTo({ topic, partition, high }: PartitionEnd): Promise<readonly LogRecord[]> {
    const records: LogRecord[] = [];
    let place = this.#places.get(nameOf({ topic, partition })) ?? high;
    while (place < high) {
      const some = await this.#reader.readFrom(topic, partition, place);
      const last = some.at(-1);
      if (!last) break;
      records.push(...some.filter(({ offset }) => offset < high));
      place = last.offset + 1n;
    }
    return records;
  }
}

const nameOf = ({ topic, partition }: Pick<PartitionEnd, 'topic' | 'partition'>): string => `${topic}|${partition}`;
