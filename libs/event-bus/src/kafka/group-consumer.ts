import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { atMost, BackOff, pause } from '../back-off';
import type { SubscribeOptions, Subscriber, Subscription } from '../event-bus';
import { reasonOf, type Logger } from '../logger';
import { farewell, patientRetry, type KafkaLimits } from './client';
import { toLogRecord } from './records';

const clockInterval = 1_000;
const commitInterval = 5_000;
const restInterval = 1_000;

/**
 * One kafkajs consumer of one topic, replaced whenever it crashes. kafkajs is trusted with membership and fetching only: where to
 * read is the subscriber's word, given in `assigned`, and each batch is checked against it, so that neither a jump to a default
 * offset nor a fetch of an earlier assignment can slip through.
 */
export class GroupConsumer implements Subscription {
  readonly #closing = new AbortController();
  /** Where each partition of the present assignment goes on; empty until `assigned` has answered. */
  #positions = new Map<number, bigint>();
  /** Where fetching begins before `assigned` has answered. */
  #hints = new Map<number, bigint>();
  #committed = new Map<number, bigint>();
  #assignment = new AbortController();
  #settled: Promise<void> = Promise.resolve();
  readonly #running: Promise<void>;
  /** What an idle system costs lies in the number of these requests (docs/measurements.md): three within a session are enough. */
  readonly #beat: number;

  constructor(
    private readonly kafka: Kafka,
    private readonly options: SubscribeOptions,
    private readonly subscriber: Subscriber,
    private readonly logger: Logger,
    private readonly limits: KafkaLimits,
  ) {
    this.#beat = Math.floor(limits.sessionMs / 4);
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#assignment.abort();
    // While no broker answers, kafkajs cannot be told to give up. A member that says no farewell ends with its session.
    await atMost(farewell, this.#running);
  }

  async #run(): Promise<void> {
    const backOff = new BackOff();
    while (!this.#closing.signal.aborted) {
      try {
        await this.#live(() => backOff.reset());
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        this.logger.warn({ group: this.options.group, reason: reasonOf(error) }, 'consumer crashed, a new one takes its place');
        this.subscriber.lost(reasonOf(error));
      }
      await pause(backOff.next(), this.#closing.signal);
    }
  }

  /** The life of one kafkajs consumer: rejects when it crashes, resolves when the subscription closes. */
  async #live(joined: () => void): Promise<void> {
    const { group, topic } = this.options;
    const consumer = this.kafka.consumer({
      groupId: group,
      sessionTimeout: this.limits.sessionMs,
      rebalanceTimeout: 15_000,
      heartbeatInterval: this.#beat,
      // A little longer: after each fetch that found nothing kafkajs says that it is alive, unless it has just said so.
      maxWaitTimeInMs: Math.floor(this.limits.sessionMs / 3),
      maxBytesPerPartition: 1024 * 1024,
      allowAutoTopicCreation: false,
      retry: { ...patientRetry, restartOnFailure: () => Promise.resolve(false) },
    });
    let failed = (_: Error): void => undefined;
    const ended = new Promise<void>((resolve, reject) => {
      failed = reject;
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      // After a time-out kafkajs tries again on the same connection, 30 times; when the line is dead, that is five minutes of silence.
      consumer.on(consumer.events.REQUEST_TIMEOUT, ({ payload }) => reject(new Error(`${payload.apiName} got no answer within ${this.limits.answerMs} ms`)));
      this.#closing.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    consumer.on(consumer.events.REBALANCING, () => this.#assignment.abort());
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      joined();
      this.#join(consumer, payload.memberAssignment[topic] ?? []);
    });
    const commits = setInterval(() => void this.#tellProgress(consumer), commitInterval);
    // By the machine's clock kafkajs reckons when to say that it is alive. Set back by an hour it would say nothing for that long, and go on reading as if it were a member.
    let wall = Date.now() - performance.now();
    const clock = setInterval(() => {
      const before = wall;
      wall = Date.now() - performance.now();
      if (wall < before - clockInterval) failed(new Error(`the machine's clock was set back by ${Math.round(before - wall)} ms`));
    }, clockInterval);
    const start = async (): Promise<void> => {
      this.#hints = new Map(await this.options.hints());
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: 12, eachBatch: (payload) => this.#eachBatch(consumer, payload) });
    };
    const started = start();
    try {
      // `ended` alone decides once the consumer runs; before that, failing to start is an end as well.
      await Promise.race([ended, started.then(() => ended)]);
    } finally {
      clearInterval(commits);
      clearInterval(clock);
      this.#assignment.abort();
      // kafkajs cannot be stopped while it joins: it would go on, join, and hold partitions that nobody reads.
      await started.catch(() => undefined);
      await consumer.disconnect().catch((error: unknown) => this.logger.warn({ group, reason: reasonOf(error) }, 'consumer did not disconnect cleanly'));
    }
  }

  /** Runs inside kafkajs' event, before the first fetch: seeking works only here without a pause. */
  #join(consumer: Consumer, partitions: readonly number[]): void {
    this.#assignment.abort();
    const assignment = new AbortController();
    this.#assignment = assignment;
    if (this.#closing.signal.aborted) assignment.abort();
    for (const [partition, offset] of this.#positions) this.#hints.set(partition, offset);
    this.#positions = new Map();
    this.#committed = new Map();
    for (const partition of partitions) this.#seek(consumer, partition, this.#hints.get(partition) ?? 0n);
    this.#settled = this.#settle(consumer, partitions, assignment.signal);
  }

  async #settle(consumer: Consumer, partitions: readonly number[], signal: AbortSignal): Promise<void> {
    const backOff = new BackOff();
    while (!signal.aborted) {
      try {
        const starts = await this.subscriber.assigned(partitions, signal);
        if (signal.aborted) return;
        for (const [partition, offset] of starts) {
          if (offset !== (this.#hints.get(partition) ?? 0n)) this.#seek(consumer, partition, offset);
        }
        this.#positions = new Map(starts);
        return;
      } catch (error) {
        this.logger.warn({ group: this.options.group, reason: reasonOf(error) }, 'assignment could not be taken up yet');
        await pause(backOff.next(), signal);
      }
    }
  }

  async #eachBatch(consumer: Consumer, { batch, heartbeat, resolveOffset, isStale }: EachBatchPayload): Promise<void> {
    const { topic, partition } = batch;
    const assignment = this.#assignment.signal;
    const own = new AbortController();
    const { signal } = own;
    // Not `AbortSignal.any`: Node keeps such a signal as long as anybody listens to it, and the batch with it.
    if (assignment.aborted) own.abort();
    else assignment.addEventListener('abort', () => own.abort(), { once: true, signal });
    let heartbeatFailure: Error | null = null;
    const beats = setInterval(() => {
      heartbeat().catch((error: Error) => {
        heartbeatFailure ??= error;
        own.abort();
      });
    }, this.#beat);
    try {
      await Promise.race([this.#settled, aborted(signal)]);
      const from = this.#positions.get(partition);
      const first = batch.messages[0];
      const last = batch.messages.at(-1);
      if (!signal.aborted && !isStale() && from !== undefined && first && last) {
        if (BigInt(first.offset) < from) {
          this.#seek(consumer, partition, from);
        } else {
          const records = batch.messages.map((message) => toLogRecord(topic, partition, message));
          const next = await this.subscriber.batch({ topic, partition, from, records, end: BigInt(batch.highWatermark) }, signal);
          if (!assignment.aborted) {
            this.#positions.set(partition, next);
            if (next === BigInt(last.offset) + 1n) resolveOffset(last.offset);
            else this.#seek(consumer, partition, next);
            if (next === from) this.#rest(consumer, partition);
          }
        }
      }
    } catch (error) {
      // A TypeError that leaves here would end the consumer for good (kafkajs does not restart on one).
      this.logger.error({ group: this.options.group, partition, reason: reasonOf(error) }, 'batch failed outside its handler, it is read again');
      const from = this.#positions.get(partition);
      if (from !== undefined) this.#seek(consumer, partition, from);
      await pause(restInterval, signal);
    } finally {
      clearInterval(beats);
      own.abort();
    }
    // kafkajs joins the group again when it sees this error.
    if (heartbeatFailure !== null) throw heartbeatFailure as Error;
  }

  #seek(consumer: Consumer, partition: number, offset: bigint): void {
    consumer.seek({ topic: this.options.topic, partition, offset: String(offset) });
  }

  /** Nothing took effect: fetching the same at once would only take the topic's other partitions their turns. */
  #rest(consumer: Consumer, partition: number): void {
    const partitions = [{ topic: this.options.topic, partitions: [partition] }];
    consumer.pause(partitions);
    // Also when another assignment has come meanwhile, which a pause outlives; a consumer that has ended by then refuses.
    void pause(restInterval, this.#closing.signal).then(() => consumer.resume(partitions)).catch(() => undefined);
  }

  /** Lag tools look at the broker's offsets; nothing here reads them, so a failure costs nothing. */
  async #tellProgress(consumer: Consumer): Promise<void> {
    const moved = [...this.#positions].filter(([partition, offset]) => this.#committed.get(partition) !== offset);
    if (moved.length === 0) return;
    try {
      await consumer.commitOffsets(moved.map(([partition, offset]) => ({ topic: this.options.topic, partition, offset: String(offset) })));
      for (const [partition, offset] of moved) this.#committed.set(partition, offset);
    } catch (error) {
      this.logger.debug({ group: this.options.group, reason: reasonOf(error) }, 'progress not told to the broker');
    }
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
