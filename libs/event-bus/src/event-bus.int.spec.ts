import { randomBytes, randomUUID } from 'node:crypto';
import { systemPrincipal } from '@aftercare/auth';
import { defineEvent, encodeHeaders, sequenceHeader, type ReceivedEvent } from '@aftercare/contracts';
import { Database, mechanismMigrations, type Tx } from '@aftercare/event-store';
import { eventually, testDatabase, type TestDatabase } from '@aftercare/testing';
import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { Client } from 'pg';
import { Type } from 'typebox';
import type { BusRecord, Logger, UnitStatus } from './index';
import { ensureTopics, EventUnits, KafkaBus, Projects, RecordRefused, Relays, TopicRefused, waitForBroker, When } from './index';

const service = 'bus_test';
const brokers = (process.env.TEST_KAFKA_BROKERS ?? '').split(',');
const principal = systemPrincipal(service, '*');
const log: string[] = [];
const note = (fields: object, message: string) => void log.push(`${message} ${JSON.stringify(fields)}`);
const logger: Logger = { debug: () => undefined, info: () => undefined, warn: note, error: note };

/** Topics of this run alone: nothing of an earlier run on the same broker is in them. */
const run = randomBytes(4).toString('hex');
const uuid = () => Type.String({ format: 'uuid' });
const event = (aggregate: string, fact: string) =>
  defineEvent({
    type: `aftercare.${service}.${aggregate}${run}.${fact}.v1`,
    meaning: { zh: '测试', en: 'test' },
    keyField: 'parcelId',
    branchField: 'branchId',
    personalData: 'none',
    fields: { parcelId: uuid(), branchId: Type.String(), step: Type.Integer() },
    example: { parcelId: '0197e6a0-0000-7000-8000-000000000001', branchId: 'BR05', step: 1 },
  });
const Moved = event('parcel', 'moved');
const Weighed = event('parcel', 'weighed');
const Noticed = event('notice', 'sent');
const Gappy = event('gappy', 'moved');
const Cut = event('cut', 'moved');
const Plain = event('plain', 'moved');
type Parcel = (typeof Moved)['example'];

const writeDown = async (table: 'view_row' | 'reaction_row', events: readonly ReceivedEvent<Parcel>[], tx: Tx): Promise<void> => {
  await tx.query(`INSERT INTO ${table} (key, sequence, type) SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[])`, [events.map((e) => e.key), events.map((e) => e.sequence), events.map((e) => e.type)]);
};

@Controller()
class Views {
  @Projects(Moved, Noticed)
  apply(events: readonly ReceivedEvent<Parcel>[], tx: Tx): Promise<void> {
    return writeDown('view_row', events, tx);
  }
}

const stumbled: string[] = [];

@Controller()
class Reactions {
  @When(Moved)
  async notice(event: ReceivedEvent<Parcel>, tx: Tx): Promise<void> {
    await writeDown('reaction_row', [event], tx);
    if (event.data.step === 7) tx.raise(Noticed.of({ ...event.data }), event.occurredAt);
  }

  /** Fails once for each key, by the kind of error that ends a kafkajs consumer for good. */
  @When(Moved)
  async stumble({ key, data }: ReceivedEvent<Parcel>): Promise<void> {
    if (data.step !== 11 || stumbled.includes(key)) return;
    stumbled.push(key);
    throw new TypeError(`stumbled over ${key}`);
  }
}

@Module({ controllers: [Views, Reactions] })
class App {}

const migrations = [
  ...mechanismMigrations,
  {
    name: '0002-rows',
    sql: `CREATE TABLE view_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text NOT NULL, sequence bigint NOT NULL, type text NOT NULL);
          CREATE TABLE reaction_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text NOT NULL, sequence bigint NOT NULL, type text NOT NULL);`,
  },
];

let disk: TestDatabase;
let database: Database;
let admin: Client;
let bus: KafkaBus;
const running: { close(): Promise<unknown> }[] = [];

const rows = async <R>(sql: string, ...values: unknown[]): Promise<R[]> => (await admin.query<R & object>(sql, values)).rows;
const count = async (table: string): Promise<number> => Number((await rows<{ n: string }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n);

/** One process of the service, as far as events go: its own bus, and Nest with these controllers. */
const startUnits = async (): Promise<{ app: INestMicroservice; status: () => UnitStatus[] }> => {
  const own = new KafkaBus({ brokers, clientId: service, logger });
  const units = new EventUnits({ service, bus: own, database, logger, limits: { firstRetryMs: 100, pollMs: 100, outage: { keys: 1_000, windowMs: 1, firstPauseMs: 1, longestPauseMs: 1 } } });
  const app = await NestFactory.createMicroservice(App, { strategy: units, logger: false });
  await app.listen();
  running.push(app, own);
  return { app, status: () => units.unitStatus() };
};

const startRelay = (...topics: string[]): Relays => {
  const relay = new Relays({ databaseUrl: disk.databaseUrl, service, openBus: () => new KafkaBus({ brokers, clientId: service, logger }), logger, topics });
  relay.start();
  running.push({ close: () => relay.stop() });
  return relay;
};

const append = async (contract: typeof Moved, key: string, step: number): Promise<void> => {
  await database.withTx({ principal, branches: '*', correlationId: `corr-${key}-${step}` }, async (tx) => tx.raise(contract.of({ parcelId: key, branchId: 'BR05', step }), await tx.now()));
};

/** A record as the relay makes it, but with whatever sequence a test wants. */
const record = (contract: typeof Moved, key: string, sequence: number, id: string = randomUUID()): BusRecord => ({
  topic: contract.topic,
  key,
  value: Buffer.from(JSON.stringify({ parcelId: key, branchId: 'BR05', step: sequence })),
  headers: {
    ...encodeHeaders({ id, type: contract.type, source: `/aftercare/${service}`, subject: key, time: '2026-07-06T01:00:00Z', dataschema: contract.schemaId, correlationid: 'by-hand', branchid: 'BR05' }),
    ce_sequence: sequenceHeader(sequence),
  },
});

const withAdmin = async (work: (kafka: Admin) => Promise<unknown>): Promise<void> => {
  const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await kafka.connect();
  await work(kafka);
  await kafka.disconnect();
};

const caughtUp = async (topic: string, unit: string): Promise<void> => {
  const ends = new Map((await bus.admin.offsets(topic)).map(({ partition, high }) => [partition, high]));
  const offsets = await rows<{ part: number; next: string }>('SELECT part, next_offset AS next FROM consumer_offset WHERE topic = $1 AND unit = $2', topic, unit);
  expect(new Map(offsets.map(({ part, next }) => [part, BigInt(next)]))).toEqual(ends);
};

beforeAll(async () => {
  await waitForBroker(brokers, 10_000);
  await ensureTopics(brokers, [...new Set([Moved, Noticed, Gappy, Cut, Plain].map(({ topic }) => topic))]);
  disk = await testDatabase(service, migrations);
  database = await Database.open({ url: disk.databaseUrl, service, poolSize: 10 });
  admin = new Client({ connectionString: disk.adminUrl, options: `-c search_path=${service}` });
  await admin.connect();
  bus = new KafkaBus({ brokers, clientId: service, logger });
}, 60_000);

afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
  log.length = 0;
}, 30_000);

afterAll(async () => {
  await bus.close();
  await database.close();
  await admin.end();
  await disk.drop();
}, 30_000);

// First of all, because kafkajs goes on trying for 15 s.
it('closes in time for the process to end in good order while no broker answers', async () => {
  const away = new KafkaBus({ brokers: ['127.0.0.1:1'], clientId: service, logger });
  const asked = jest.fn(() => Promise.resolve(new Map<number, bigint>()));
  away.subscribe({ group: 'nowhere', topic: Plain.topic, hints: asked }, { assigned: () => Promise.resolve(new Map()), batch: ({ from }) => Promise.resolve(from), lost: () => undefined });
  await eventually(() => Promise.resolve(expect(asked).toHaveBeenCalled()));
  const start = performance.now();
  await away.close();
  expect(performance.now() - start).toBeLessThan(8_000);
}, 30_000);

describe('from commit to effect', () => {
  it('applies 1,000 events once and in order per key, while members come and go, a handler fails and the log repeats itself', async () => {
    const keys = Array.from({ length: 20 }, () => randomUUID());
    const moves = Array.from({ length: 50 }, (_, at) => at + 1).filter((step) => step % 10 !== 0);
    const relay = startRelay(Moved.topic, Noticed.topic);
    const first = await startUnits();
    const ready = { assigned: true, healthy: true };
    await eventually(() => expect(first.status()).toMatchObject([ready, ready]), { within: 15_000 });
    const writing = Promise.all(keys.map(async (key) => {
      for (let step = 1; step <= 50; step++) await append(step % 10 === 0 ? Weighed : Moved, key, step);
    }));
    await eventually(async () => expect(await count('view_row')).toBeGreaterThan(100), { within: 15_000 });
    const second = await startUnits();
    await eventually(async () => expect(await count('reaction_row')).toBeGreaterThan(300), { within: 40_000 });
    await first.app.close();
    await writing;
    await eventually(async () => {
      expect(await count('reaction_row')).toBe(900);
      expect(await count('view_row')).toBe(920);
      expect(await count('outbox')).toBe(0);
    }, { within: 30_000 });
    expect(relay.status()).toEqual({ leader: true, healthy: true, reason: null });

    // The same records again, twice, as after acks that got lost.
    const stored = await rows<{ topic: string; key: string; sequence: string; headers: Buffer; payload: Buffer }>('SELECT * FROM event WHERE topic = $1 ORDER BY id LIMIT 400', Moved.topic);
    const again = stored.map(({ topic, key, sequence, headers, payload }): BusRecord => ({ topic, key, value: payload, headers: { ...(JSON.parse(headers.toString()) as Record<string, string>), ce_sequence: sequenceHeader(Number(sequence)) } }));
    for (let n = 0; n < 2; n++) expect(await bus.publishBatch(again)).toHaveLength(400);
    await eventually(async () => {
      await caughtUp(Moved.topic, 'views');
      await caughtUp(Moved.topic, 'reactions');
    }, { within: 15_000 });

    for (const table of ['view_row', 'reaction_row']) {
      for (const key of keys) {
        const seen = await rows<{ sequence: string }>(`SELECT sequence FROM ${table} WHERE key = $1 AND type = $2 ORDER BY id`, key, Moved.type);
        expect(seen.map(({ sequence }) => Number(sequence))).toEqual(moves);
      }
    }
    expect(stumbled.toSorted()).toEqual(keys.toSorted());
    expect(second.status()).toEqual(['reactions', 'views'].map((unit) => ({ unit, ...ready, stopped: false, reason: null, lag: 0, paused: false, parked: { failing: 0, behind: 0, dead: 0, forked: 0, gaps: 0 } })));
    // What no handler wants is passed by in both units, and counted once per event.
    expect(await rows('SELECT unit, type, count::int FROM skipped ORDER BY unit')).toEqual(['reactions', 'views'].map((unit) => ({ unit, type: Weighed.type, count: 100 })));

    // What a reaction raises carries its cause.
    const [notice] = await rows<{ headers: Buffer; key: string }>('SELECT headers, key FROM event WHERE topic = $1 LIMIT 1', Noticed.topic);
    const [cause] = await rows<{ event_id: string }>('SELECT event_id FROM event WHERE topic = $1 AND key = $2 AND sequence = 7', Moved.topic, notice?.key);
    expect(JSON.parse(String(notice?.headers))).toMatchObject({ ce_correlationid: `corr-${notice?.key}-7`, ce_causationid: cause?.event_id });
  }, 120_000);
});

describe('leaving', () => {
  it('leaves no member behind, even when it has only just begun to join', async () => {
    const group = `${service}.views.${Plain.topic}`;
    const subscriber = { assigned: () => Promise.resolve(new Map<number, bigint>()), batch: ({ from }: { from: bigint }) => Promise.resolve(from), lost: () => undefined };
    for (let n = 0; n < 3; n++) await bus.subscribe({ group, topic: Plain.topic, hints: () => Promise.resolve(new Map<number, bigint>()) }, subscriber).close();
    await withAdmin(async (kafka) => {
      const { groups } = await kafka.describeGroups([group]);
      expect(groups.map(({ members }) => members)).toEqual([[]]);
    });
  }, 30_000);
});

describe('the bus', () => {
  it('refuses a second send while one is in flight', async () => {
    const first = bus.publishBatch([record(Plain, randomUUID(), 1)]);
    await expect(bus.publishBatch([record(Plain, randomUUID(), 1)])).rejects.toThrow('one send at a time');
    await expect(first).resolves.toHaveLength(1);
  });

  it('acknowledges each record with the place where it lies', async () => {
    const records = Array.from({ length: 30 }, (_, at) => record(Plain, randomUUID(), at + 1));
    const acks = await bus.publishBatch(records);
    for (const [at, ack] of acks.entries()) {
      const found = await bus.admin.readRecord(ack.topic, ack.partition, ack.offset);
      expect(found?.key?.toString()).toBe(records[at]?.key);
      expect(bus.admin.partitionOf(records[at]?.key ?? '', 12)).toBe(ack.partition);
    }
    expect(await bus.admin.readRecord(Plain.topic, 0, 1_000_000n)).toBeNull();
  });

  it('never makes a topic by itself, and works again after a failed send', async () => {
    const missing = `aftercare.no_such.topic${run}`;
    const failure: unknown = await bus.publishBatch([record(Plain, randomUUID(), 1), { ...record(Plain, randomUUID(), 1), topic: missing }]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TopicRefused);
    expect(String(failure)).toContain(`topic ${missing} does not exist`);
    await expect(bus.admin.offsets(missing)).rejects.toThrow(TopicRefused);
    await expect(bus.publishBatch([record(Plain, randomUUID(), 1)])).resolves.toHaveLength(1);
  }, 30_000);

  it('says that a record is refused for good, not that its outcome is unknown', async () => {
    const failure: unknown = await bus.publishBatch([{ ...record(Plain, randomUUID(), 1), value: Buffer.alloc(2_000_000) }]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RecordRefused);
    expect(failure).toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
  });

  it('refuses a topic with another number of partitions, by name', async () => {
    const topic = `aftercare.${service}.narrow${run}`;
    await withAdmin((kafka) => kafka.createTopics({ topics: [{ topic, numPartitions: 3 }] }));
    await expect(ensureTopics(brokers, [topic])).rejects.toThrow(`topic ${topic} has 3 partitions instead of 12`);
  });

  it('waits until topics that somebody else is making at this moment can be written', async () => {
    for (let round = 0; round < 5; round++) {
      const topics = Array.from({ length: 6 }, (_, at) => `aftercare.${service}.shared${run}${round}${at}`);
      await withAdmin((kafka) => kafka.createTopics({ waitForLeaders: false, topics: topics.map((topic) => ({ topic, numPartitions: 12 })) }));
      await ensureTopics(brokers, topics);
      const records = topics.flatMap((topic) => Array.from({ length: 60 }, () => ({ ...record(Plain, randomUUID(), 1), topic })));
      await expect(bus.publishBatch(records)).resolves.toHaveLength(records.length);
    }
  }, 60_000);

  it('says in one line that no broker answers', async () => {
    await expect(waitForBroker(['127.0.0.1:1'], 300)).rejects.toThrow(/^[^\n]*start it or correct KAFKA_BROKERS[^\n]*$/);
  });
});
