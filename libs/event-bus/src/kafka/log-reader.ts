/// <reference path="./kafkajs-internals.d.ts" />
import Cluster from 'kafkajs/src/cluster';
import socketFactory from 'kafkajs/src/network/socketFactory';
import type { Kafka } from 'kafkajs';
import type { LogRecord, PartitionEnd } from '../event-bus';
import { connectionTimeout, defaultLimits, sasl, type ClientOptions } from './client';
import { toLogRecord } from './records';
import { Reopened } from './reopened';

/** Larger than any record: payload 768 KiB and headers. */
const maxBytes = 4 * 1024 * 1024;

/** kafkajs can read only as a member of a group; looking at one record needs none. */
export class LogReader {
  readonly #cluster: Reopened<Cluster>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(kafka: Kafka, { brokers, clientId, credentials, answerMs = defaultLimits.answerMs, lines }: ClientOptions) {
    this.#cluster = new Reopened(
      async () => {
        const cluster = new Cluster({
          logger: kafka.logger(),
          socketFactory: lines?.factory ?? socketFactory(),
          brokers: [...brokers],
          clientId,
          connectionTimeout,
          requestTimeout: answerMs,
          ...sasl(credentials),
          enforceRequestTimeout: true,
          metadataMaxAge: 300_000,
          retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 500 },
          allowAutoTopicCreation: false,
          maxInFlightRequests: null,
        });
        await cluster.connect();
        return cluster;
      },
      (cluster) => cluster.disconnect(),
    );
  }

  /** The record at exactly this offset, or null when there is none. */
  read(topic: string, partition: number, offset: bigint): Promise<LogRecord | null> {
    return this.#inTurn(() => this.#read(topic, partition, offset));
  }

  /** Where each partition of these topics ends: one request to each broker that leads some. */
  ends(topics: readonly string[]): Promise<PartitionEnd[]> {
    return this.#inTurn(() => this.#ends(topics));
  }

  /** One after the other: kafkajs opens a broker's connection twice when it is first asked for by two at a time, and forgets one. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const working = this.#last.then(work);
    this.#last = working.catch(() => undefined);
    return working;
  }

  async #read(topic: string, partition: number, offset: bigint): Promise<LogRecord | null> {
    return (await this.#fetch(topic, partition, offset)).find((record) => record.offset === offset) ?? null;
  }

  /** As many records as one fetch gives, from this offset on; none when nothing is there. */
  readFrom(topic: string, partition: number, offset: bigint): Promise<LogRecord[]> {
    return this.#inTurn(() => this.#fetch(topic, partition, offset));
  }

  async #fetch(topic: string, partition: number, offset: bigint): Promise<LogRecord[]> {
    return this.#cluster.use(async (cluster) => {
      await cluster.addMultipleTargetTopics([topic]);
      const leader = cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition)?.leader;
      if (leader === undefined) return [];
      const broker = await cluster.findBroker({ nodeId: leader });
      const request = { topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes }] };
      try {
        const { responses } = await broker.fetch({ replicaId: -1, isolationLevel: 0, maxWaitTime: 100, minBytes: 1, maxBytes, topics: [request] });
        const messages = responses[0]?.partitions[0]?.messages ?? [];
        // The broker gives whole batches: the first may begin earlier.
        return messages.map((message) => toLogRecord(topic, partition, message)).filter((record) => record.offset >= offset);
      } catch (error) {
        if ((error as { type?: string }).type === 'OFFSET_OUT_OF_RANGE') return [];
        throw error;
      }
    });
  }

  async #ends(topics: readonly string[]): Promise<PartitionEnd[]> {
    return this.#cluster.use(async (cluster) => {
      await cluster.addMultipleTargetTopics([...topics]);
      const asked = topics.map((topic) => ({ topic, fromBeginning: false as const, partitions: cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => ({ partition: partitionId })) }));
      const answers = await cluster.fetchTopicsOffset(asked);
      return answers.flatMap(({ topic, partitions }) => partitions.map(({ partition, offset }) => ({ topic, partition, high: BigInt(offset) })));
    });
  }

  /** The request versions that the brokers speak, by API key. */
  async versions(): Promise<Cluster.Broker['versions']> {
    return this.#cluster.use(async (cluster) => {
      await cluster.refreshMetadata();
      return (await cluster.findControllerBroker()).versions;
    });
  }

  async close(): Promise<void> {
    await this.#cluster.close();
  }
}
