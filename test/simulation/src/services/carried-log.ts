import type { BusAdmin, EventBus, LogRecord, PublishedAck, Subscriber, SubscribeOptions, Subscription } from '@aftercare/event-bus';

/** What lies in the event store of a service, as its relay would send it. */
export interface Stored {
  readonly topic: string;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A log of one partition per topic, filled by hand: what is not carried yet is on its way, topics overtake each other, and what was carried once
 * may be carried again. Readers see what they would see of Kafka: records in their order, from the offset on that they name.
 */
export class CarriedLog implements EventBus {
  readonly #topics = new Map<string, LogRecord[]>();
  readonly #reading = new Set<{ readonly topic: string; readonly at: () => bigint; readonly wake: () => void }>();
  readonly #closing = new AbortController();

  readonly admin: BusAdmin = {
    offsets: (topic) => Promise.resolve([{ partition: 0, low: 0n, high: BigInt(this.#log(topic).length) }]),
    ends: (topics) => Promise.resolve(topics.map((topic) => ({ topic, partition: 0, high: BigInt(this.#log(topic).length) }))),
    committed: () => Promise.resolve([{ partition: 0, offset: -1n }]),
    readRecord: (topic, _, offset) => Promise.resolve(this.#log(topic)[Number(offset)] ?? null),
    partitionOf: () => 0,
  };

  /** Lays records at the end of their topics. */
  carry(records: readonly Stored[]): void {
    for (const { topic, key, value, headers } of records) {
      const log = this.#log(topic);
      log.push({ topic, partition: 0, offset: BigInt(log.length), key: Buffer.from(key), value, headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])) });
    }
    for (const reader of this.#reading) reader.wake();
  }

  /** Whether every reader has read to the end of its topic. */
  get read(): boolean {
    return [...this.#reading].every(({ topic, at }) => at() === BigInt(this.#log(topic).length));
  }

  publishBatch(): Promise<PublishedAck[]> {
    return Promise.reject(new Error('this log is filled by carry()'));
  }

  subscribe({ topic }: SubscribeOptions, subscriber: Subscriber): Subscription {
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, this.#closing.signal]);
    let from = 0n;
    let wake: () => void = () => undefined;
    const reader = { topic, at: () => from, wake: () => wake() };
    this.#reading.add(reader);
    signal.addEventListener('abort', () => wake(), { once: true });
    const reading = (async () => {
      for (let starts: ReadonlyMap<number, bigint> | null = null; starts === null && !signal.aborted; from = starts?.get(0) ?? 0n) {
        starts = await subscriber.assigned([0], signal).catch(() => null);
        if (starts === null) await new Promise((resolve) => setTimeout(resolve, 50));
      }
      while (!signal.aborted) {
        const log = this.#log(topic);
        const records = log.slice(Number(from));
        if (records.length > 0) from = await subscriber.batch({ topic, partition: 0, from, records, end: BigInt(log.length) }, signal);
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    })();
    return {
      close: async () => {
        ended.abort();
        await reading;
        this.#reading.delete(reader);
      },
    };
  }

  close(): Promise<void> {
    this.#closing.abort();
    return Promise.resolve();
  }

  #log(topic: string): LogRecord[] {
    const log = this.#topics.get(topic) ?? [];
    this.#topics.set(topic, log);
    return log;
  }
}
