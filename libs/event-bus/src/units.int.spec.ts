import { randomBytes, randomUUID } from 'node:crypto';
import { defineEvent, encodeHeaders, sequenceHeader, type ReceivedEvent } from '@aftercare/contracts';
import { branchWall, Database, mechanismMigrations, type Tx } from '@aftercare/event-store';
import { derivedId, newId, NotFound, RuleViolation, Unavailable } from '@aftercare/kernel';
import { eventually, testDatabase, type TestDatabase } from '@aftercare/testing';
import { Controller, Module, type Type as Class } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Kafka, logLevel, Partitioners, type Message, type Producer } from 'kafkajs';
import { Client } from 'pg';
import { Type } from 'typebox';
import type { Logger, UnitLimits, UnitStatus } from './index';
import { ensureTopics, EventUnits, KafkaBus, Projects, SqlUnitStore, waitForBroker, When } from './index';

const service = 'unit_test';
const brokers = (process.env.TEST_KAFKA_BROKERS ?? '').split(',');
const log: string[] = [];
const note = (fields: object, message: string) => void log.push(`${message} ${JSON.stringify(fields)}`);
const logger: Logger = { debug: () => undefined, info: () => undefined, warn: note, error: note };

/** Topics of this run alone: nothing of an earlier run on the same broker is in them. */
const run = randomBytes(4).toString('hex');
const event = (aggregate: string, fact: string, version = 1) =>
  defineEvent({
    type: `aftercare.${service}.${aggregate}${run}.${fact}.v${version}`,
    meaning: { zh: '测试', en: 'test' },
    keyField: 'parcelId', branchField: 'branchId', personalData: 'none',
    fields: { parcelId: Type.String(), branchId: Type.String(), note: Type.Optional(Type.String()) },
    example: { parcelId: '0197e6a0-0000-7000-8000-000000000001', branchId: 'BR05' },
  });
const Moved = event('parcel', 'moved');
const MovedFromNextYear = event('parcel', 'moved', 99);
const Shelved = event('shelf', 'filled');
const Weighed = event('scale', 'weighed');
const Tared = event('scale', 'tared');
type Parcel = (typeof Moved)['example'];

const writeDown = async (table: 'view_row' | 'reaction_row', events: readonly ReceivedEvent<Parcel>[], tx: Tx): Promise<void> => {
  await tx.query(`INSERT INTO ${table} (key, sequence) SELECT * FROM unnest($1::text[], $2::bigint[])`, [events.map((e) => e.key), events.map((e) => e.sequence)]);
};

/** What goes wrong in handlers, for an event (`key/sequence`), a key, or all (`*`). */
const faults = new Map<string, (tx: Tx) => Promise<unknown>>();
let calls = 0;
const stumble = async (events: readonly ReceivedEvent<Parcel>[], tx: Tx): Promise<void> => {
  calls += 1;
  for (const { key, sequence } of events) await (faults.get(`${key}/${sequence}`) ?? faults.get(key) ?? faults.get('*'))?.(tx);
};
const throws = (error: () => Error) => () => Promise.reject(error());
const refusal = throws(() => new RuleViolation('parcel.broken'));

@Controller()
class Views {
  @Projects(Moved)
  async apply(events: readonly ReceivedEvent<Parcel>[], tx: Tx): Promise<void> {
    await writeDown('view_row', events, tx);
    await stumble(events, tx);
  }
}

@Controller()
class Reactions {
  @When(Moved)
  async notice(one: ReceivedEvent<Parcel>, tx: Tx): Promise<void> {
    await writeDown('reaction_row', [one], tx);
    await stumble([one], tx);
  }
}

@Controller()
class Shelves {
  @When(Shelved)
  async fill({ key }: ReceivedEvent<Parcel>, tx: Tx): Promise<void> {
    const filled = await tx.query('UPDATE shelf SET filled = filled + 1 WHERE id = $1 RETURNING id', [key]);
    if (filled.length === 0) throw new NotFound('shelf');
  }
}

@Controller()
class Scale {
  @When(Tared)
  async tare(): Promise<void> {}
}

@Controller()
class ScaleThatWeighs extends Scale {
  @When(Weighed)
  weigh(one: ReceivedEvent<Parcel>, tx: Tx): Promise<void> {
    return writeDown('reaction_row', [one], tx);
  }
}

@Controller()
class ScaleThatWeighsFromNowOn extends Scale {
  @When(Weighed, { since: 'now' })
  weigh(one: ReceivedEvent<Parcel>, tx: Tx): Promise<void> {
    return writeDown('reaction_row', [one], tx);
  }
}

const migrations = [
  ...mechanismMigrations,
  {
    name: '0003-rows',
    sql: `CREATE TABLE view_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text NOT NULL, sequence bigint NOT NULL);
          CREATE TABLE reaction_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text NOT NULL, sequence bigint NOT NULL);
          CREATE TABLE shelf (id text PRIMARY KEY, branch_id text NOT NULL, filled integer NOT NULL DEFAULT 0);${branchWall('shelf')}`,
  },
];

let disk: TestDatabase;
let database: Database;
let admin: Client;
let producer: Producer;
const running: { close(): Promise<unknown> }[] = [];

const rows = async <R>(sql: string, ...values: unknown[]): Promise<R[]> => (await admin.query<R & object>(sql, values)).rows;
const applied = async (table: string, key: string): Promise<number[]> => (await rows<{ sequence: number }>(`SELECT sequence::int FROM ${table} WHERE key = $1 ORDER BY id`, key)).map(({ sequence }) => sequence);
const parked = async (key: string, unit = 'views'): Promise<unknown[]> =>
  rows('SELECT sequence::int, status, error_class AS why FROM parked WHERE unit = $1 AND key = $2 ORDER BY sequence', unit, key);

/** Quick tests are impatient. */
const impatient: Partial<UnitLimits> = { firstRetryMs: 200, longestRetryMs: 400, retries: 1_000, pollMs: 50, idlePollMs: 200 };
// The longest pause is far off: after it a trial of few keys would park them, as it should.
const outage = (firstPauseMs: number): UnitLimits['outage'] => ({ keys: 10, windowMs: 30_000, firstPauseMs, longestPauseMs: 300_000 });

const startUnits = async (controllers: Class[], limits: Partial<UnitLimits> = {}): Promise<{ status: () => UnitStatus[]; stop: () => Promise<void> }> => {
  @Module({ controllers })
  class App {}
  const bus = new KafkaBus({ brokers, clientId: service, logger });
  const units = new EventUnits({ service, bus, database, logger, limits: { ...impatient, outage: outage(60_000), ...limits } });
  const app = await NestFactory.createMicroservice(App, { strategy: units, logger: false });
  await app.listen();
  running.push(app, bus);
  return { status: () => units.unitStatus(), stop: () => app.close() };
};
const bothUnits = (limits: Partial<UnitLimits> = {}) => startUnits([Views, Reactions], limits);

type Contract = Pick<typeof Moved, 'topic' | 'type' | 'source' | 'schemaId'>;
/** A record as the relay makes it, but with whatever a test wants in it. The same event again has the same id. */
const record = (contract: Contract, key: string, sequence: number, data: Partial<Record<keyof Parcel, unknown>> = {}, id: string = derivedId(contract.topic, key, String(sequence))) => {
  const value = { parcelId: key, branchId: 'BR05', ...data };
  return {
    key: Buffer.from(key) as Buffer | null,
    value: Buffer.from(JSON.stringify(value)) as Buffer | null,
    headers: {
      ...encodeHeaders({ id, type: contract.type, source: contract.source, subject: key, time: '2026-07-06T01:00:00Z', dataschema: contract.schemaId, correlationid: 'c', branchid: String(value.branchId) }),
      ce_sequence: sequenceHeader(sequence),
    } as Record<string, string | Buffer | string[]>,
  };
};
const send = async (contract: Contract, messages: readonly Message[]): Promise<void> => void (await producer.send({ topic: contract.topic, messages: [...messages] }));
const series = (key: string, from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => record(Moved, key, from + at));
const upTo = (n: number) => Array.from({ length: n }, (_, at) => at + 1);

/** Every event of the key took effect once and in order in both units, and nothing of it is parked. */
const allApplied = async (key: string, last: number): Promise<void> => {
  for (const table of ['view_row', 'reaction_row']) expect(await applied(table, key)).toEqual(upTo(last));
  expect(await rows('SELECT 1 FROM parked WHERE key = $1', key)).toEqual([]);
};
const patiently = { within: 20_000 };

beforeAll(async () => {
  await waitForBroker(brokers, 10_000);
  await ensureTopics(brokers, [...new Set([Moved, Shelved, Weighed].map(({ topic }) => topic))]);
  const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
  const kafkaAdmin = kafka.admin();
  await kafkaAdmin.connect();
  await kafkaAdmin.alterConfigs({ validateOnly: false, resources: [{ type: 2, name: Moved.topic, configEntries: [{ name: 'max.message.bytes', value: String(4 * 1024 * 1024) }] }] });
  await kafkaAdmin.disconnect();
  producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  disk = await testDatabase(service, migrations);
  database = await Database.open({ url: disk.databaseUrl, service, poolSize: 10 });
  admin = new Client({ connectionString: disk.adminUrl, options: `-c search_path=${service}` });
  await admin.connect();
}, 60_000);

afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
  faults.clear();
  log.length = 0;
  await rows('DELETE FROM parked');
}, 30_000);

afterAll(async () => {
  await producer.disconnect();
  await database.close();
  await admin.end();
  await disk.drop();
}, 30_000);

describe('an event that its handler refuses', () => {
  it('is parked and holds its key while others flow; repaired, everything drains in order, exactly once', async () => {
    const bad = randomUUID();
    const others = Array.from({ length: 12 }, () => randomUUID());
    faults.set(`${bad}/2`, refusal);
    await send(Moved, [...series(bad, 1, 4), ...others.flatMap((key) => series(key, 1, 4))]);
    const { status } = await bothUnits();
    await eventually(async () => {
      for (const key of others) await allApplied(key, 4);
      for (const unit of ['views', 'reactions']) {
        expect(await parked(bad, unit)).toEqual([{ sequence: 2, status: 'failing', why: 'handler' }, { sequence: 3, status: 'behind', why: 'behind' }, { sequence: 4, status: 'behind', why: 'behind' }]);
      }
    }, patiently);
    await send(Moved, [...series(bad, 5, 6), ...series(bad, 3, 3), ...others.flatMap((key) => series(key, 5, 5))]);
    await eventually(async () => {
      for (const key of others) await allApplied(key, 5);
      expect(await parked(bad)).toHaveLength(5);
      expect(status()).toMatchObject(['reactions', 'views'].map(() => ({ healthy: true, parked: { failing: 1, behind: 4, dead: 0, gaps: 0 } })));
    }, patiently);
    expect([await applied('view_row', bad), await applied('reaction_row', bad)]).toEqual([[1], [1]]);

    faults.clear();
    await eventually(() => allApplied(bad, 6), patiently);
    await send(Moved, series(bad, 7, 7));
    await eventually(async () => {
      await allApplied(bad, 7);
      expect(status()).toMatchObject(['reactions', 'views'].map(() => ({ parked: { failing: 0, behind: 0 } })));
    }, patiently);
  }, 90_000);

  it('is dead after its retries and holds its key all the same, until it is discarded', async () => {
    const bad = randomUUID();
    faults.set(`${bad}/2`, refusal);
    await send(Moved, series(bad, 1, 4));
    const { status } = await startUnits([Views], { firstRetryMs: 20, longestRetryMs: 20, retries: 2 });
    await eventually(async () => {
      expect(await parked(bad)).toMatchObject([{ sequence: 2, status: 'dead' }, { sequence: 3, status: 'behind' }, { sequence: 4, status: 'behind' }]);
      expect(status()[0]).toMatchObject({ healthy: true, parked: { dead: 1, behind: 2 } });
    }, patiently);
    expect(log.join('\n')).toMatch(/run ops parked show [0-9a-f-]{36}/);
    await send(Moved, series(bad, 5, 5));
    await eventually(async () => expect(await parked(bad)).toHaveLength(4), patiently);
    expect(await applied('view_row', bad)).toEqual([1]);

    const store = new SqlUnitStore(database, service);
    const key = { topic: Moved.topic, key: bad };
    await store.transaction([], async (tx) => {
      const [state] = await store.lock(tx, 'views', [key]);
      expect(state).toMatchObject({ ...key, last: 1, parked: [2, 3, 4, 5].map((sequence) => ({ sequence })) });
      const [first] = await store.parked(tx, 'views', key, 1);
      expect(first).toMatchObject({ sequence: 2, status: 'dead', attempts: 2, nextAt: null, failure: { errorClass: 'handler', errorCode: 'parcel.broken' } });
      await store.reach(tx, 'views', [{ ...key, last: 2, lastEventId: first!.eventId }]);
      await store.settle(tx, 'views', [{ eventId: first!.eventId, status: 'gone', attempts: 0, nextAt: null, failure: null }]);
    });
    await eventually(async () => {
      expect(await applied('view_row', bad)).toEqual([1, 3, 4, 5]);
      expect(await parked(bad)).toEqual([]);
    }, patiently);
  }, 60_000);

  it('that fails by something that should pass is parked only when others succeed all the while', async () => {
    const [bad, ...others] = Array.from({ length: 12 }, () => randomUUID()) as [string, ...string[]];
    faults.set(`${bad}/1`, throws(() => new Unavailable('elsewhere.unavailable', 1)));
    const { status } = await startUnits([Views], { isolateAfterMs: 300, restMs: 200, transientMs: 3_000 });
    await send(Moved, [...series(bad, 1, 2), ...others.flatMap((key) => series(key, 1, 1))]);
    await eventually(() => expect(status()[0]).toMatchObject({ healthy: false, reason: 'elsewhere.unavailable' }), patiently);
    let last = 1;
    await eventually(async () => {
      last += 1;
      await send(Moved, others.flatMap((key) => series(key, last, last)));
      expect(await parked(bad)).not.toEqual([]);
    }, patiently);
    await eventually(async () => {
      for (const key of others) expect(await applied('view_row', key)).toEqual(upTo(last));
    }, patiently);
    expect(await parked(bad)).toEqual([{ sequence: 1, status: 'failing', why: 'handler' }, { sequence: 2, status: 'behind', why: 'behind' }]);
    await eventually(() => expect(status()[0]).toMatchObject({ healthy: true, reason: null }), patiently);
    faults.clear();
    await eventually(async () => expect(await applied('view_row', bad)).toEqual([1, 2]), patiently);
  }, 90_000);

  it('in a version that does not fit the database stops the unit, and parks nothing', async () => {
    const key = randomUUID();
    faults.set(key, (tx) => tx.query('SELECT * FROM no_such_table'));
    await send(Moved, series(key, 1, 2));
    const { status } = await startUnits([Views]);
    await eventually(() => expect(status()[0]).toMatchObject({ healthy: false, reason: expect.stringContaining('no_such_table') }), patiently);
    expect(await rows('SELECT 1 FROM parked')).toEqual([]);
    expect(await applied('view_row', key)).toEqual([]);
    faults.clear();
    await startUnits([Views]);
    await eventually(async () => expect(await applied('view_row', key)).toEqual([1, 2]), patiently);
  }, 60_000);
});

describe('a handler that fails for every key', () => {
  it('makes the unit pause instead of parking; repaired, all drains unaided', async () => {
    const keys = Array.from({ length: 60 }, () => randomUUID());
    faults.set('*', refusal);
    const { status } = await startUnits([Views, Reactions], { outage: outage(400) });
    await send(Moved, keys.flatMap((key) => series(key, 1, 3)));
    await eventually(() => expect(status().map(({ paused, healthy }) => [paused, healthy])).toEqual([[true, false], [true, false]]), patiently);
    expect(status()[1]?.reason).toMatch(/most keys fail, pausing .*: parcel\.broken/);
    const held = async () => rows<{ unit: string; n: number }>("SELECT unit, count(*)::int AS n FROM parked WHERE status = 'failing' GROUP BY unit ORDER BY unit");
    const before = await held();
    for (const { n } of before) expect(n).toBeLessThan(10);
    // Several trials long.
    const soFar = calls;
    await eventually(() => expect(calls).toBeGreaterThan(soFar + 100), patiently);
    expect(await held()).toEqual(before);

    faults.clear();
    await eventually(async () => {
      for (const key of keys) await allApplied(key, 3);
      expect(status()).toMatchObject(['reactions', 'views'].map(() => ({ paused: false, healthy: true, reason: null })));
    }, { within: 30_000 });
  }, 90_000);
});

describe('an event that is missing', () => {
  it('is named, holds up its key alone, and all drains in order when it comes', async () => {
    const [key, other] = [randomUUID(), randomUUID()];
    const { status } = await bothUnits();
    await send(Moved, [...series(key, 1, 1), ...series(key, 3, 5), ...series(other, 1, 1)]);
    await eventually(async () => {
      await allApplied(other, 1);
      expect(await parked(key)).toEqual([{ sequence: 3, status: 'behind', why: 'gap' }, { sequence: 4, status: 'behind', why: 'behind' }, { sequence: 5, status: 'behind', why: 'behind' }]);
      expect(status()).toMatchObject(['reactions', 'views'].map(() => ({ healthy: true, parked: { behind: 3, gaps: 1 } })));
    }, patiently);
    expect(log.join('\n')).toContain(`${Moved.topic} key ${key} expected sequence 2, got 3: run ops republish --topic ${Moved.topic} --key ${key} --from-seq 2`);
    expect(log.filter((line) => line.includes('gap: '))).toHaveLength(2);
    await send(Moved, series(key, 2, 6));
    await eventually(async () => {
      await allApplied(key, 6);
      expect(status()).toMatchObject(['reactions', 'views'].map(() => ({ parked: { behind: 0, gaps: 0 } })));
    }, patiently);
  }, 60_000);

  it('may be the first of its key', async () => {
    const key = randomUUID();
    await bothUnits();
    await send(Moved, [...series(key, 2, 3), ...series(key, 1, 1)]);
    await eventually(() => allApplied(key, 3), patiently);
  }, 60_000);
});

describe('a history that was forked', () => {
  it('is named, and holds its key alone: nothing of it takes effect upon the one that was seen, and nobody tries it again', async () => {
    const [key, other] = [randomUUID(), randomUUID()];
    const { status } = await bothUnits();
    await send(Moved, [1, 2, 3].map((sequence) => record(Moved, key, sequence, {}, newId())));
    await eventually(() => allApplied(key, 3), patiently);
    await send(Moved, [...[3, 4].map((sequence) => record(Moved, key, sequence, {}, newId())), ...series(other, 1, 2)]);
    await eventually(async () => {
      await allApplied(other, 2);
      for (const unit of ['reactions', 'views']) expect(await parked(key, unit)).toEqual([{ sequence: 3, status: 'forked', why: 'forked-history' }, { sequence: 4, status: 'behind', why: 'behind' }]);
      expect(status()).toMatchObject(['reactions', 'views'].map(() => ({ healthy: true, parked: { forked: 1, behind: 1, gaps: 0 } })));
    }, patiently);
    expect(await applied('reaction_row', key)).toEqual(upTo(3));
    expect(log.filter((line) => line.includes('forked history')).join('\n')).toMatch(/ops rebuild[^]*ops parked discard|ops parked discard[^]*ops rebuild/);
  }, 60_000);
});

describe('a record that is no good event', () => {
  const good = record(Moved, 'p', 1);
  const without = (name: string, value?: string) => {
    const { headers, ...rest } = record(Moved, randomUUID(), 1);
    const { [name]: _, ...others } = headers;
    return { ...rest, headers: value === undefined ? others : { ...others, [name]: value } };
  };
  const unreadable: readonly (readonly [string, Message])[] = [
    ['a null key', { ...good, key: null }],
    ['a tombstone', { ...record(Moved, randomUUID(), 1), value: null }],
    ['nothing at all', { key: null, value: null }],
    ['broken JSON', { ...record(Moved, randomUUID(), 1), value: Buffer.from('{"parcelId":') }],
    ['a value that is not UTF-8', { ...record(Moved, randomUUID(), 1), value: Buffer.from([0x22, 0xc3, 0x28, 0x22]) }],
    ['a key that is not UTF-8', { ...good, key: Buffer.from([0xc3, 0x28]) }],
    ['a key with a NUL', record(Moved, 'p\0q', 1)],
    ['a key that fits no index', record(Moved, randomBytes(4_000).toString('hex'), 1)],
    ['no headers', { key: Buffer.from('p'), value: good.value }],
    ['an id that is none', without('ce_id', '42')],
    ['sequence 0', without('ce_sequence', '0')],
    ['no time', without('ce_time')],
  ];
  const foreign = record(Moved, randomUUID(), 1);
  const refused: readonly (readonly [string, ReturnType<typeof record>])[] = [
    ['unknown-version', record(MovedFromNextYear, randomUUID(), 1)],
    ['contract', record(Moved, randomUUID(), 1, { note: 7 })],
    ['foreign-branch', { ...foreign, headers: { ...foreign.headers, ce_branchid: 'BR06' } }],
    ['foreign-branch', record(Moved, randomUUID(), 1, { branchId: '*' })],
  ];

  it('is parked, whatever is wrong with it, and everything else flows', async () => {
    const keys = Array.from({ length: 24 }, () => randomUUID());
    await send(Moved, keys.flatMap((key) => series(key, 1, 1)));
    await send(Moved, [...unreadable.map(([, message], at) => ({ ...message, partition: at % 12 })), ...refused.map(([, message]) => message)]);
    await send(Moved, [...keys.flatMap((key) => series(key, 2, 2)), ...refused.map(([, { key }]) => record(Moved, String(key), 2))]);
    const first = await bothUnits();
    await eventually(async () => {
      for (const key of keys) await allApplied(key, 2);
    }, patiently);
    for (const unit of ['views', 'reactions']) {
      expect(await rows('SELECT status, error_class AS why, count(*)::int AS n FROM parked WHERE unit = $1 AND key IS NULL GROUP BY 1, 2', unit)).toEqual([{ status: 'dead', why: 'unreadable', n: unreadable.length }]);
      for (const [why, { key }] of refused) {
        expect(await parked(String(key), unit)).toEqual([{ sequence: 1, status: 'failing', why }, { sequence: 2, status: 'behind', why: 'behind' }]);
      }
    }
    expect(first.status()).toMatchObject(['reactions', 'views'].map(() => ({ healthy: true, lag: 0 })));
    expect(log.join('\n')).not.toContain('BR06');

    // The place after a broken record is a good one to go on from.
    await producer.send({ topic: Moved.topic, messages: upTo(12).map((n) => ({ key: null, value: null, partition: n - 1 })) });
    await eventually(async () => expect(await rows("SELECT 1 FROM parked WHERE unit = 'views' AND key IS NULL")).toHaveLength(unreadable.length + 12), patiently);
    await first.stop();
    const second = await bothUnits();
    await send(Moved, keys.flatMap((key) => series(key, 3, 3)));
    await eventually(async () => {
      for (const key of keys) await allApplied(key, 3);
    }, patiently);
    expect(second.status()).toMatchObject(['reactions', 'views'].map(() => ({ healthy: true })));
  }, 90_000);

  it('leaves its place to a good copy', async () => {
    const key = randomUUID();
    const id = randomUUID();
    await bothUnits();
    await send(Moved, [...series(key, 1, 1), { ...record(Moved, key, 2, {}, id), value: Buffer.from('{') }, ...series(key, 3, 3)]);
    await eventually(async () => expect(await parked(key)).toEqual([{ sequence: 3, status: 'behind', why: 'gap' }]), patiently);
    await send(Moved, [record(Moved, key, 2, {}, id)]);
    await eventually(() => allApplied(key, 3), patiently);
  }, 60_000);

  it('may be larger than any of ours is allowed to be', async () => {
    const key = randomUUID();
    await bothUnits();
    await send(Moved, [...series(key, 1, 1), record(Moved, key, 2, { note: 'n'.repeat(2 * 1024 * 1024) }), ...series(key, 3, 3)]);
    await eventually(() => allApplied(key, 3), patiently);
    faults.set(`${key}/4`, refusal);
    await send(Moved, [record(Moved, key, 4, { note: 'n'.repeat(2 * 1024 * 1024) }), ...series(key, 5, 5)]);
    await eventually(async () => expect(await parked(key)).toHaveLength(2), patiently);
    faults.clear();
    await eventually(() => allApplied(key, 5), patiently);
  }, 60_000);
});

describe('a reaction', () => {
  it('cannot reach a row of another branch than its event, not even when the next event of the transaction may', async () => {
    const [own, foreign] = [randomUUID(), randomUUID()];
    await rows("INSERT INTO shelf (id, branch_id) VALUES ($1, 'BR06'), ($2, 'BR06')", own, foreign);
    await send(Shelved, [record(Shelved, own, 1, { branchId: 'BR06' }), record(Shelved, foreign, 1, { branchId: 'BR05' }), record(Shelved, own, 2, { branchId: 'BR06' })]);
    await startUnits([Shelves]);
    await eventually(async () => {
      expect(await rows('SELECT filled FROM shelf WHERE id = $1', own)).toEqual([{ filled: 2 }]);
      expect(await parked(foreign, 'reactions')).toEqual([{ sequence: 1, status: 'failing', why: 'not-found' }]);
    }, patiently);
    expect(await rows('SELECT filled FROM shelf WHERE id = $1', foreign)).toEqual([{ filled: 0 }]);
  }, 60_000);

  it('to a type that has been passed by is refused, unless it begins with what comes now', async () => {
    const key = randomUUID();
    const first = await startUnits([Scale]);
    await send(Weighed, [record(Tared, key, 1), record(Weighed, key, 2)]);
    await eventually(async () => expect(await rows('SELECT type FROM skipped')).toEqual([{ type: Weighed.type }]), patiently);
    await first.stop();

    const second = await startUnits([ScaleThatWeighs]);
    await eventually(() => expect(second.status()[0]).toMatchObject({ healthy: false, assigned: false, reason: expect.stringMatching(/ScaleThatWeighs\.weigh handles .*weighed\.v1, of which events have been passed by: use .*since: 'now'/) }), patiently);
    await second.stop();

    await send(Weighed, [record(Weighed, key, 3)]);
    await startUnits([ScaleThatWeighsFromNowOn]);
    await eventually(async () => expect(await applied('reaction_row', key)).toEqual([3]), patiently);
  }, 60_000);
});

describe('a key in the database', () => {
  it('is advanced by the quick way only when nothing of it is parked, not even by a repeat of what is', async () => {
    const store = new SqlUnitStore(database, service);
    const [free, held] = [{ topic: 'aftercare.t', key: randomUUID() }, { topic: 'aftercare.t', key: randomUUID() }];
    const ids = [randomUUID(), randomUUID()] as const;
    const failure = { errorClass: 'handler', errorCode: null, message: 'no', stack: null };
    const waiting = { ...held, eventId: randomUUID(), part: 0, offset: 5n, sequence: 2, type: null, headers: {}, recordKey: null, value: null, attempts: 0, failure };
    await store.transaction([], async (tx) => {
      expect(await store.advance(tx, 'views', [{ ...free, first: 1, last: 1, lastEventId: ids[0] }, { ...held, first: 1, last: 1, lastEventId: ids[0] }])).toHaveLength(2);
      await store.park(tx, 'views', [{ ...waiting, status: 'failing', nextAt: new Date() }]);
    });
    const advanced = await store.transaction([], (tx) => store.advance(tx, 'views', [{ ...free, first: 2, last: 3, lastEventId: ids[1] }, { ...held, first: 2, last: 2, lastEventId: ids[1] }]));
    expect(advanced).toEqual([free]);
    const states = await store.transaction([], (tx) => store.lock(tx, 'views', [held, free]));
    expect(states).toEqual(expect.arrayContaining([
      { ...free, last: 3, lastEventId: ids[1], parked: [], forked: false },
      { ...held, last: 1, lastEventId: ids[0], parked: [{ sequence: 2, eventId: waiting.eventId }], forked: false },
    ]));
    await eventually(async () => expect(await store.due('views', 10)).toEqual([held]));
  });
});
