import { randomUUID } from 'node:crypto';
import type { BusRecord } from '@aftercare/event-bus';
import { Kafka, logLevel, type Admin, type Producer } from 'kafkajs';
import type { Chain } from './chain';

const kafka = (brokers: readonly string[]) => new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });

/** What only an operator does to a broker. */
export const withAdmin = async <T>(brokers: readonly string[], work: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = kafka(brokers).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
};

/** Sends what no relay would: records without a key, tombstones, broken bytes. */
export const withProducer = async (chain: Chain, work: (producer: Producer) => Promise<unknown>): Promise<void> => {
  const producer = kafka(chain.servers.brokers).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  try {
    await work(producer);
  } finally {
    await producer.disconnect();
  }
};

/** As producers of others do; of ours none has transactions. */
export const inTransaction = async (chain: Chain, records: readonly BusRecord[]): Promise<void> => {
  const producer = kafka(chain.servers.brokers).producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1, transactionalId: randomUUID() });
  await producer.connect();
  try {
    const transaction = await producer.transaction();
    for (const { topic, key, value, headers } of records) await transaction.send({ topic, messages: [{ key, value, headers: { ...headers } }] });
    await transaction.commit();
  } finally {
    await producer.disconnect();
  }
};
