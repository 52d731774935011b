import { Partitioners, type Admin, type Kafka, type Message, type Producer } from 'kafkajs';
import type { BusAdmin, BusRecord, EventBus, PublishedAck, Subscriber, SubscribeOptions, Subscription, TopicRefused } from '../event-bus';
import type { Logger } from '../logger';
import { defaultLimits, kafkaClient, patientRetry, type KafkaCredentials, type KafkaLimits } from './client';
import { GroupConsumer } from './group-consumer';
import { Lines } from './lines';
import { LogReader } from './log-reader';
import { about, isTopicTrouble, refusalOf, topicRefused } from './refusals';
import { Reopened } from './reopened';

export interface KafkaBusOptions {
  /** `host:port` of brokers to begin with. */
  readonly brokers: readonly string[];
  /** Who we are, in the broker's logs: the service's name. */
  readonly clientId: string;
  readonly logger: Logger;
  /** For brokers that ask who is there. */
  readonly credentials?: KafkaCredentials;
  readonly limits?: Partial<KafkaLimits>;
}

/**
 * Kafka by kafkajs. The producer is not idempotent and never retries: kafkajs' idempotent producer acknowledges records that it
 * never wrote when a response gets lost. Instead a producer that failed once is not used again.
 */
export class KafkaBus implements EventBus {
  readonly admin: BusAdmin;
  readonly #kafka: Kafka;
  readonly #logger: Logger;
  readonly #limits: KafkaLimits;
  readonly #lines = new Lines();
  readonly #reader: LogReader;
  readonly #admin: Reopened<Admin>;
  readonly #producer: Reopened<Producer>;
  readonly #choose = Partitioners.DefaultPartitioner();
  /** The partitions of the send in flight, as the partitioner chose them. */
  readonly #chosen = new Map<Message, number>();
  readonly #subscriptions = new Set<Subscription>();
  #sending = false;

  constructor({ brokers, clientId, logger, credentials, limits }: KafkaBusOptions) {
    this.#logger = logger;
    this.#limits = { ...defaultLimits, ...limits };
    const client = { brokers, clientId, logger, credentials, answerMs: this.#limits.answerMs, lines: this.#lines };
    this.#kafka = kafkaClient(client);
    this.#reader = new LogReader(this.#kafka, client);
    this.#admin = new Reopened(
      async () => {
        const admin = this.#kafka.admin({ retry: { ...patientRetry, retries: 3 } });
        await admin.connect();
        return admin;
      },
      (admin) => admin.disconnect(),
    );
    // The cluster of a producer takes its retries from the client, so the producer has a client of its own.
    const impatient = kafkaClient({ ...client, retry: { retries: 0 } });
    this.#producer = new Reopened(
      async () => {
        const producer = impatient.producer({ idempotent: false, retry: { retries: 0 }, allowAutoTopicCreation: false, createPartitioner: () => (args) => this.#assign(args.message, this.#choose(args)) });
        await producer.connect();
        return producer;
      },
      (producer) => producer.disconnect(),
    );
    this.admin = this.#adminCalls();
  }

  async publishBatch(records: readonly BusRecord[]): Promise<PublishedAck[]> {
    if (this.#sending) throw new Error('publishBatch: one send at a time; another one is in flight');
    this.#sending = true;
    try {
      return await this.#producer.use((producer) => this.#send(producer, records));
    } catch (error) {
      if (isTopicTrouble(error)) throw await this.#whichTopic(records, error);
      throw refusalOf(error) ?? error;
    } finally {
      this.#chosen.clear();
      this.#sending = false;
    }
  }

  subscribe(options: SubscribeOptions, subscriber: Subscriber): Subscription {
    const consumer = new GroupConsumer(this.#kafka, options, subscriber, this.#logger, this.#limits);
    const subscription: Subscription = {
      close: async () => {
        this.#subscriptions.delete(subscription);
        await consumer.close();
      },
    };
    this.#subscriptions.add(subscription);
    return subscription;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()));
    await Promise.all([this.#producer.close(), this.#admin.close(), this.#reader.close()]).finally(() => this.#lines.end());
  }

  #assign(message: Message, partition: number): number {
    this.#chosen.set(message, partition);
    return partition;
  }

  async #send(producer: Producer, records: readonly BusRecord[]): Promise<PublishedAck[]> {
    const messages = records.map(({ key, value, headers }): Message => ({ key, value, headers: { ...headers } }));
    const byTopic = new Map<string, Message[]>();
    records.forEach(({ topic }, at) => {
      const list = byTopic.get(topic) ?? [];
      byTopic.set(topic, list);
      list.push(messages[at] as Message);
    });
    const results = await producer.sendBatch({ acks: -1, timeout: this.#limits.answerMs, topicMessages: [...byTopic].map(([topic, list]) => ({ topic, messages: list })) });
    const next = new Map(results.map(({ topicName, partition, baseOffset }) => [`${topicName}|${partition}`, BigInt(baseOffset ?? -1)]));
    return records.map(({ topic }, at) => {
      const partition = this.#chosen.get(messages[at] as Message) ?? -1;
      const place = `${topic}|${partition}`;
      const offset = next.get(place);
      if (offset === undefined || offset < 0n) throw new Error(`the broker acknowledged nothing for partition ${partition} of ${topic}`);
      next.set(place, offset + 1n);
      return { topic, partition, offset };
    });
  }

  /** kafkajs does not say which topic it was. Those that are not listed, or else any of them. */
  async #whichTopic(records: readonly BusRecord[], error: unknown): Promise<TopicRefused> {
    const topics = [...new Set(records.map(({ topic }) => topic))];
    const listed = await this.#admin.use((admin) => admin.listTopics()).catch((): string[] => []);
    const missing = topics.filter((topic) => !listed.includes(topic));
    return topicRefused(missing.length > 0 ? missing : topics, error);
  }

  #adminCalls(): BusAdmin {
    const partitioner = Partitioners.DefaultPartitioner();
    return {
      offsets: (topic) =>
        this.#admin.use(async (admin) => {
          const ranges = await about([topic], admin.fetchTopicOffsets(topic));
          return ranges.map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) })).sort((a, b) => a.partition - b.partition);
        }),
      ends: (topics) => about(topics, this.#reader.ends(topics)),
      committed: (group, topic) =>
        this.#admin.use(async (admin) => {
          const answers = await admin.fetchOffsets({ groupId: group, topics: [topic] });
          return answers.flatMap(({ partitions }) => partitions.map(({ partition, offset }) => ({ partition, offset: BigInt(offset) })));
        }),
      readRecord: (topic, partition, offset) => about([topic], this.#reader.read(topic, partition, offset)),
      partitionOf: (key, partitions) => {
        const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({ partitionId, leader: 0, isr: [], replicas: [], partitionErrorCode: 0 }));
        return partitioner({ topic: '', partitionMetadata, message: { key, value: null } });
      },
    };
  }
}
