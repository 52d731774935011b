import type { BusAdmin, BusRecord, EventBus, LogRecord, PublishedAck, Subscriber, SubscribeOptions, Subscription } from '@aftercare/event-bus';
import type { Process } from '../process';
import { BrokerAway, type Member, type MemoryBroker } from './memory-broker';

/** One process's way to the broker. */
export class MemoryBus implements EventBus {
  readonly admin: BusAdmin;
  readonly #subscriptions = new Set<MemorySubscription>();
  #sending = false;
  #closed = false;

  constructor(
    readonly process: Process,
    readonly broker: MemoryBroker,
  ) {
    this.admin = {
      offsets: (topic) => process.call('offsets of log', () => broker.ranges(topic)),
      ends: (asked) => process.call('ends of log', () => asked.flatMap((topic) => broker.ranges(topic).map(({ partition, high }) => ({ topic, partition, high })))),
      committed: (_, topic) => process.call('committed', () => broker.ranges(topic).map(({ partition }) => ({ partition, offset: -1n }))),
      readRecord: (topic, partition, offset) => process.call('read record', () => broker.read(topic, partition, offset)),
      partitionOf: (key, partitions) => broker.partitionOf(key, partitions),
    };
  }

  async publishBatch(records: readonly BusRecord[]): Promise<PublishedAck[]> {
    if (this.#closed) throw new Error('the bus is closed');
    if (this.#sending) throw new Error('a send is in flight');
    this.#sending = true;
    try {
      return await this.process.call('publish', () => this.#publish(records));
    } finally {
      this.#sending = false;
    }
  }

  #publish(records: readonly BusRecord[]): PublishedAck[] {
    const { broker, process } = this;
    const obstacle = process.meets('publish');
    if (!obstacle) return broker.write(records);
    const { copies, partly, answered } = obstacle;
    const taken = new Map<string, boolean>();
    const takes = (topic: string, partition: number): boolean => {
      const place = `${topic}/${partition}`;
      const take = taken.get(place) ?? (!partly || process.world.random.often(0.5));
      taken.set(place, take);
      return take;
    };
    const acks = broker.write(records, copies, takes);
    if (answered && copies > 0 && !partly) return acks;
    throw new BrokerAway('the answer to a send is lost');
  }

  subscribe(options: SubscribeOptions, subscriber: Subscriber): Subscription {
    const subscription = new MemorySubscription(this.process, this.broker, options, subscriber);
    this.#subscriptions.add(subscription);
    subscription.start();
    return subscription;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()));
  }
}

class MemorySubscription implements Subscription, Member {
  readonly #closing = new AbortController();
  readonly #reading = new Set<Promise<void>>();
  #assignment = new AbortController();
  #generation = 0;
  #closed: Promise<void> | null = null;

  constructor(
    readonly process: Process,
    private readonly broker: MemoryBroker,
    private readonly options: SubscribeOptions,
    private readonly subscriber: Subscriber,
  ) {}

  start(): void {
    void this.#join();
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    this.#closing.abort();
    this.#assignment.abort();
    await Promise.all(this.#reading);
    await this.process.call('leave', () => this.broker.leave(this.options.group, this));
  }

  async #join(): Promise<void> {
    const { group, topic, hints } = this.options;
    while (!this.#closing.signal.aborted) {
      try {
        await hints();
        await this.process.call('join', () => this.broker.join(group, topic, this));
        return;
      } catch (error) {
        this.subscriber.lost(String(error));
        await this.process.surroundings.pause(200, this.#closing.signal);
      }
    }
  }

  disconnected(): void {
    if (this.#closing.signal.aborted) return;
    this.#assignment.abort();
    this.subscriber.lost('the group is out of reach');
    void this.#join();
  }

  assigned(generation: number, partitions: readonly number[]): void {
    if (generation < this.#generation || this.#closing.signal.aborted) return;
    this.#generation = generation;
    this.#assignment.abort();
    this.#assignment = new AbortController();
    void this.#takeUp(partitions, this.#assignment.signal);
  }

  async #takeUp(partitions: readonly number[], signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const starts = await this.subscriber.assigned(partitions, signal);
        for (const [partition, start] of starts) {
          const reading = this.#read(partition, start, signal);
          this.#reading.add(reading);
          void reading.finally(() => this.#reading.delete(reading));
        }
        return;
      } catch {
        await this.process.surroundings.pause(200, signal);
      }
    }
  }

  async #read(partition: number, start: bigint, signal: AbortSignal): Promise<void> {
    const ended = new Promise<null>((resolve) => signal.addEventListener('abort', () => resolve(null), { once: true }));
    for (let from = start; !signal.aborted; ) {
      const batch = await this.#fetch(partition, from, signal, ended);
      if (!batch || signal.aborted) return;
      const own = new AbortController();
      signal.addEventListener('abort', () => own.abort(), { once: true, signal: own.signal });
      from = await this.subscriber.batch({ topic: this.options.topic, partition, from, ...batch }, own.signal).finally(() => own.abort());
    }
  }

  /** The next records; null when the assignment has ended meanwhile. */
  async #fetch(partition: number, from: bigint, signal: AbortSignal, ended: Promise<null>): Promise<{ records: LogRecord[]; end: bigint } | null> {
    const { broker, process, options: { topic } } = this;
    const { random } = process.world;
    const most = random.often(0.3) ? random.int(1, 3) : 100;
    while (!signal.aborted) {
      try {
        const fetched = process.call('fetch', async () => {
          const records = await broker.fetch(topic, partition, from, most);
          return { records, end: (broker.ranges(topic)[partition] as { high: bigint }).high };
        });
        return await Promise.race([fetched, ended]);
      } catch {
        await process.surroundings.pause(100, signal);
      }
    }
    return null;
  }
}
