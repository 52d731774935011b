import { performance } from 'node:perf_hooks';
import { KafkaJSAggregateError, type Admin } from 'kafkajs';
import { pause } from '../back-off';
import { reasonOf, type Logger } from '../logger';
import { defaultLimits, kafkaClient } from './client';
import { LogReader } from './log-reader';
import { typeOf } from './refusals';

const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const partitions = 12;

/** The version of each request that kafkajs would like to speak, and the lowest limit that a supported broker has. */
const requests = [
  { name: 'Produce', key: 0, ours: 7, atLeast: 9 },
  { name: 'Fetch', key: 1, ours: 11, atLeast: 13 },
  { name: 'ListOffsets', key: 2, ours: 3, atLeast: 3 },
  { name: 'Metadata', key: 3, ours: 6, atLeast: 6 },
  { name: 'OffsetCommit', key: 8, ours: 5, atLeast: 5 },
  { name: 'JoinGroup', key: 11, ours: 5, atLeast: 5 },
  { name: 'CreateTopics', key: 19, ours: 3, atLeast: 3 },
];

/** The broker speaks another age's language; waiting does not help. */
export class UnsupportedBroker extends Error {}

/**
 * Resolves when the cluster answers, its groups are loaded, and it is a version that we can work with. Rejects with one line
 * that names the remedy after `timeoutMs`, or at once when the version is not supported (`UnsupportedBroker`).
 */
export const waitForBroker = async (brokers: readonly string[], timeoutMs: number): Promise<void> => {
  const deadline = performance.now() + timeoutMs;
  const client = { brokers, clientId: 'aftercare-wait', logger: silent };
  const kafka = kafkaClient({ ...client, retry: { retries: 0 } });
  for (;;) {
    const admin = kafka.admin();
    const reader = new LogReader(kafka, client);
    try {
      await admin.connect();
      await admin.describeCluster();
      refuseUnsupported(brokers, await reader.versions());
      // The first look at any group makes the broker load its offsets; until that is done consumers would crash on joining.
      await admin.fetchOffsets({ groupId: 'aftercare-warm-up', topics: [] });
      return;
    } catch (error) {
      if (error instanceof UnsupportedBroker) throw error;
      if (performance.now() >= deadline) {
        throw new Error(
          `${brokers.join(',')} 的 Kafka 在 ${timeoutMs} 毫秒内没有就绪,请启动它或更正 KAFKA_BROKERS / Kafka at ${brokers.join(',')} was not ready within ${timeoutMs} ms, start it or correct KAFKA_BROKERS (${inWords(reasonOf(error))})`,
          { cause: error },
        );
      }
    } finally {
      await Promise.all([admin.disconnect().catch(() => undefined), reader.close()]);
    }
    await pause(100);
  }
};

/** A broker that expects TLS or a sign-in, or that is none, does not say so: it hangs up. */
const inWords = (reason: string): string => (reason === 'Closed connection' ? 'it hangs up: this is no Kafka, or a listener with TLS or SASL; name a PLAINTEXT listener' : reason);

const refuseUnsupported = (brokers: readonly string[], versions: Awaited<ReturnType<LogReader['versions']>>): void => {
  for (const { name, key, ours, atLeast } of requests) {
    const { minVersion = 0, maxVersion = -1 } = versions[key] ?? {};
    if (maxVersion < atLeast) {
      throw new UnsupportedBroker(
        `${brokers.join(',')} 的 Kafka 版本过旧,需要 3.1 或更新(推荐 4.4) / Kafka at ${brokers.join(',')} is too old, 3.1 or newer is required, 4.4 recommended (${name} ends at version ${maxVersion}, ${atLeast} is needed)`,
      );
    }
    if (minVersion > ours) {
      throw new UnsupportedBroker(
        `${brokers.join(',')} 的 Kafka 版本过新,请使用 4.4 / Kafka at ${brokers.join(',')} is too new, use 4.4 (${name} begins at version ${minVersion}, ${ours} is spoken here)`,
      );
    }
  }
};

/**
 * Makes the topics that are missing: 12 partitions, kept for ever, three replicas where there are three brokers; resolves when all
 * can be written and read. Safe to run from several processes at once. Rejects when one exists with another number of partitions,
 * since its keys would lie elsewhere, and when one has no broker to serve it after two minutes.
 */
export const ensureTopics = async (brokers: readonly string[], topics: readonly string[]): Promise<void> => {
  const admin = topicsAdmin(brokers);
  await admin.connect();
  try {
    const present = new Set(await admin.listTopics());
    const missing = topics.filter((topic) => !present.has(topic));
    if (missing.length > 0) await create(admin, missing);
    if (topics.length === 0) return;
    // Those that were there, too: somebody else may be making them at this moment.
    for (const topic of topics) await untilServed(admin, topic);
    const { topics: metadata } = await admin.fetchTopicMetadata({ topics: [...topics] });
    for (const { name, partitions: found } of metadata) {
      if (found.length === partitions) continue;
      throw new Error(
        `主题 ${name} 有 ${found.length} 个分区,应为 ${partitions} 个:分区数不可就地更改,请运行 ops restore / topic ${name} has ${found.length} partitions instead of ${partitions}; they cannot be changed in place: run ops restore (npm run ops -- restore --as CODE --reason WHY)`,
      );
    }
  } finally {
    await admin.disconnect();
  }
};

export const topicsAdmin = (brokers: readonly string[]): Admin =>
  kafkaClient({ brokers, clientId: 'aftercare-topics', logger: silent, retry: { retries: 5, initialRetryTime: 100 } }).admin();

const create = async (admin: Admin, topics: readonly string[]): Promise<void> => {
  const { brokers } = await admin.describeCluster();
  const replicationFactor = Math.min(3, brokers.length);
  const configEntries = [{ name: 'retention.ms', value: '-1' }];
  // kafkajs' own waiting for leaders gives up when a broker has not heard of the topic yet.
  const wanted = topics.map((topic) => ({ topic, numPartitions: partitions, replicationFactor, configEntries }));
  await admin.createTopics({ waitForLeaders: false, topics: wanted }).catch((error: unknown) => {
    if (!isUnderWay(error)) throw error;
  });
};

/** Made by somebody else at the same moment, or not within the request's time: the controller goes on with it. */
const isUnderWay = (error: unknown): boolean => error instanceof KafkaJSAggregateError && error.errors.every((one) => ['TOPIC_ALREADY_EXISTS', 'REQUEST_TIMED_OUT'].includes(typeOf(one) ?? ''));

/**
 * A new partition has a leader in the metadata before that leader knows of it; until then sends and reads fail. How long that takes is
 * up to the broker: while it says itself that it does not know yet what it has on its list, it is waited for, two minutes at most.
 * Anything else, like a broker that does not answer, is given up after `answerMs`.
 */
const untilServed = async (admin: Admin, topic: string): Promise<void> => {
  const deadline = performance.now() + 120_000;
  for (let sign = performance.now(); ; ) {
    try {
      await admin.fetchTopicOffsets(topic);
      return;
    } catch (error) {
      const listed = await admin.listTopics().catch((): string[] => []);
      if (performance.now() >= deadline) {
        throw new Error(`主题 ${topic} 两分钟内没有可用的主副本:请检查 Kafka 各节点 / topic ${topic} has had no leader for two minutes: look at the brokers of Kafka (${reasonOf(error)})`, { cause: error });
      }
      if (listed.includes(topic) && notYet.has(typeOf(error) ?? '')) sign = performance.now();
      else if (performance.now() - sign >= defaultLimits.answerMs) throw error;
    }
    await pause(50);
  }
};

const notYet = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE']);
