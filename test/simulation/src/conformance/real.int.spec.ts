import { randomBytes } from 'node:crypto';
import { systemPrincipal } from '@aftercare/auth';
import { ensureTopics, KafkaBus, SqlRelaySession, SqlTimerStore, SqlUnitStore, waitForBroker, type Logger } from '@aftercare/event-bus';
import { Database, mechanismMigrations, type Tx } from '@aftercare/event-store';
import { testDatabase } from '@aftercare/testing';
import { busConformance } from './bus';
import { storeConformance } from './store';

const logger: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const service = 'conformance';

describe('the store in Postgres', () => {
  storeConformance<Tx>(async () => {
    const disk = await testDatabase(service, mechanismMigrations);
    const database = await Database.open({ url: disk.databaseUrl, service, poolSize: 6 });
    const now = (): Promise<Date> => database.withTx({ principal: systemPrincipal(service, []), branches: [] }, (tx) => tx.now());
    return {
      units: new SqlUnitStore(database, service),
      timers: new SqlTimerStore(database),
      session: () => SqlRelaySession.open({ databaseUrl: disk.databaseUrl, service, shard: 0, logger }),
      raise: (tx, event) => tx.raise(event, new Date(0)),
      now,
      close: async () => {
        await database.close();
        await disk.drop();
      },
    };
  });
});

describe('the bus on Kafka', () => {
  busConformance(async () => {
    const brokers = (process.env.TEST_KAFKA_BROKERS ?? '').split(',');
    const run = randomBytes(4).toString('hex');
    await waitForBroker(brokers, 10_000);
    let topics = 0;
    return {
      open: () => new KafkaBus({ brokers, clientId: service, logger }),
      topic: async () => {
        const topic = `aftercare.conformance.t${run}${(topics += 1)}`;
        await ensureTopics(brokers, [topic]);
        return topic;
      },
      close: () => Promise.resolve(),
    };
  });
});
