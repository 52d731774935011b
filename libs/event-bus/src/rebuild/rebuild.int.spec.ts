import { randomBytes, randomUUID } from 'node:crypto';
import { systemPrincipal } from '@aftercare/auth';
import { defineEvent, encodeHeaders, sequenceHeader, type ReceivedEvent } from '@aftercare/contracts';
import { branchWall, Database, filledBy, mechanismMigrations, type Tx } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';
import { eventually, testDatabase, type TestDatabase } from '@aftercare/testing';
import { Controller, Module, type Type as Class } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import { Client } from 'pg';
import { Type } from 'typebox';
import type { Logger, UnitStatus } from '../index';
import { ensureTopics, EventUnits, KafkaBus, Projects, requestRebuild, waitForBroker } from '../index';

const service = 'rebuild_test';
const brokers = (process.env.TEST_KAFKA_BROKERS ?? '').split(',');
const log: string[] = [];
const note = (fields: object, message: string) => void log.push(`${message} ${JSON.stringify(fields)}`);
const logger: Logger = { debug: () => undefined, info: () => undefined, warn: note, error: note };

const run = randomBytes(4).toString('hex');
const event = (fact: string) =>
  defineEvent({
    type: `aftercare.${service}.parcel${run}.${fact}.v1`,
    meaning: { zh: '测试', en: 'test' },
    keyField: 'parcelId', branchField: 'branchId', personalData: 'none',
    fields: { parcelId: Type.String(), branchId: Type.String() },
    example: { parcelId: '0197e6a0-0000-7000-8000-000000000001', branchId: 'BR05' },
  });
const Moved = event('moved');
const Weighed = event('weighed');
type Parcel = ReceivedEvent<(typeof Moved)['example']>;

/** What goes wrong in the projection, for an event (`key/sequence`). */
const faults = new Set<string>();

const addUp = async (events: readonly Parcel[], tx: Tx): Promise<void> => {
  const sums = new Map<string, { branch: string; n: number; last: number }>();
  for (const { key, sequence, data } of events) {
    if (faults.has(`${key}/${sequence}`)) throw new RuleViolation('parcel.broken');
    sums.set(key, { branch: data.branchId, n: (sums.get(key)?.n ?? 0) + 1, last: sequence });
  }
  const all = [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1));
  await tx.query(
    `INSERT INTO tally AS t (parcel_id, branch_id, moves, last) SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::int[])
     ON CONFLICT (parcel_id) DO UPDATE SET moves = t.moves + excluded.moves, last = excluded.last`,
    [all.map(([key]) => key), all.map(([, { branch }]) => branch), all.map(([, { n }]) => n), all.map(([, { last }]) => last)],
  );
};

@Controller()
class Tally {
  @Projects(Moved)
  apply(events: readonly Parcel[], tx: Tx): Promise<void> {
    return addUp(events, tx);
  }
}

@Controller()
class Weights {
  @Projects(Weighed)
  async apply(events: readonly Parcel[], tx: Tx): Promise<void> {
    await tx.query('INSERT INTO weight SELECT * FROM unnest($1::text[], $2::int[]) ON CONFLICT (parcel_id) DO UPDATE SET last = excluded.last', [events.map(({ key }) => key), events.map(({ sequence }) => sequence)]);
  }
}

const migrations = [
  ...mechanismMigrations,
  {
    name: '0006-tally',
    sql: `CREATE TABLE tally (parcel_id text PRIMARY KEY, branch_id text NOT NULL, moves integer NOT NULL CHECK (moves > 0), last integer NOT NULL) WITH (fillfactor = 70);
          CREATE INDEX tally_of_branch ON tally (branch_id) WHERE moves > 1;${branchWall('tally')}${filledBy('Tally', 'tally')}
          CREATE TABLE weight (parcel_id text PRIMARY KEY, last integer NOT NULL);${filledBy('Weights', 'weight')}`,
  },
];

let disk: TestDatabase;
let database: Database;
let admin: Client;
let producer: Producer;
let last = 0;
const keys = Array.from({ length: 40 }, () => randomUUID());
const running: { close(): Promise<unknown> }[] = [];

const rows = async <R>(sql: string, ...values: unknown[]): Promise<R[]> => (await admin.query<R & object>(sql, values)).rows;
const tally = () => rows<{ parcel_id: string; moves: number; last: number }>('SELECT * FROM tally ORDER BY parcel_id');
const record = (contract: typeof Moved, key: string, sequence: number) => ({
  key,
  value: JSON.stringify({ parcelId: key, branchId: 'BR05' }),
  headers: {
    ...encodeHeaders({ id: randomUUID(), type: contract.type, source: contract.source, subject: key, time: '2026-07-06T01:00:00Z', dataschema: contract.schemaId, correlationid: 'c', branchid: 'BR05' }),
    ce_sequence: sequenceHeader(sequence),
  },
});
/** One more event of each key. */
const move = async (contract = Moved): Promise<void> => {
  last += 1;
  await producer.send({ topic: contract.topic, messages: keys.map((key) => record(contract, key, last)) });
};
const movesSoFar = () => last;

const startUnits = (...controllers: Class[]) => startUnitsOn(database, ...controllers);
const startUnitsOn = async (on: Database, ...controllers: Class[]): Promise<{ views: () => UnitStatus; stop: () => Promise<void> }> => {
  @Module({ controllers })
  class App {}
  const bus = new KafkaBus({ brokers, clientId: service, logger });
  const units = new EventUnits({ service, bus, database: on, logger, limits: { firstRetryMs: 200, longestRetryMs: 400, retries: 1_000, pollMs: 50, idlePollMs: 100 } });
  const app = await NestFactory.createMicroservice(App, { strategy: units, logger: false });
  await app.listen();
  running.push(app, bus);
  return { views: () => units.unitStatus()[0]!, stop: () => app.close() };
};

interface Row { readonly status: string; readonly tables: { table: string; before: number; after: number; differing: number; examples: unknown[] }[]; readonly message: string | null; readonly events_read: string; readonly events_total: string }
const rebuildOf = async (projection: string): Promise<Row | undefined> => (await rows<Row>('SELECT * FROM rebuild WHERE projection = $1', projection))[0];
const ask = (projection: string, acceptDifference = false): Promise<void> =>
  database.withTx({ principal: systemPrincipal(service, []), branches: [] }, (tx) => requestRebuild(tx, { projection, acceptDifference, actor: 'ST002', reason: 'known defect 4711', correlationId: null }));
const patiently = { within: 30_000 };
const ended = (projection: string): Promise<Row> =>
  eventually(async () => {
    const row = await rebuildOf(projection);
    expect(['swapped', 'differs', 'failed', 'broken-off']).toContain(row?.status);
    return row as Row;
  }, patiently);
const upToDate = () => eventually(async () => expect((await tally()).map(({ moves, last: to }) => [moves, to])).toEqual(keys.map(() => [movesSoFar(), movesSoFar()])), patiently);
const nothingLeft = async () => expect(await rows('SELECT tablename FROM pg_tables WHERE schemaname = $1', `${service}_rebuild`)).toEqual([]);
const oid = async () => (await rows<{ oid: number }>("SELECT 'tally'::regclass::oid AS oid"))[0]!.oid;

beforeAll(async () => {
  await waitForBroker(brokers, 10_000);
  await ensureTopics(brokers, [Moved.topic]);
  producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  disk = await testDatabase(service, migrations);
  database = await Database.open({ url: disk.databaseUrl, service, poolSize: 16 });
  admin = new Client({ connectionString: disk.adminUrl, options: `-c search_path=${service}` });
  await admin.connect();
  for (let n = 0; n < 20; n++) await move();
}, 60_000);

afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
  faults.clear();
  log.length = 0;
}, 30_000);

afterAll(async () => {
  await producer.disconnect();
  await database.close();
  await admin.end();
  await disk.drop();
}, 30_000);

it('a projection is rebuilt while it lives: the old view stays whole and up to date, the new one equals it and takes its place with all it is made of', async () => {
  await startUnits(Tally);
  await upToDate();
  const [before, shape] = [await oid(), await rows("SELECT indexdef FROM pg_indexes WHERE schemaname = $1 AND tablename = 'tally' ORDER BY 1", service)];
  let moving = true;
  const traffic = (async () => {
    while (moving) await move();
  })();
  const seen: number[] = [];
  await ask('Tally');
  const row = await eventually(async () => {
    seen.push((await rows<{ n: number }>('SELECT sum(moves)::int AS n FROM tally'))[0]!.n);
    const one = await rebuildOf('Tally');
    expect(one?.status).toBe('swapped');
    return one as Row;
  }, patiently);
  moving = false;
  await traffic;
  expect(row.tables).toEqual([{ table: 'tally', before: keys.length, after: keys.length, differing: 0, examples: [] }]);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(await oid()).not.toBe(before);
  await upToDate();
  expect(await rows("SELECT indexdef FROM pg_indexes WHERE schemaname = $1 AND tablename = 'tally' ORDER BY 1", service)).toEqual(shape);
  expect(await rows("SELECT relrowsecurity, relforcerowsecurity, reloptions FROM pg_class WHERE oid = 'tally'::regclass")).toEqual([{ relrowsecurity: true, relforcerowsecurity: true, reloptions: ['fillfactor=70'] }]);
  await expect(database.withTx({ principal: systemPrincipal(service, ['BR01']), branches: ['BR01'] }, (tx) => tx.query('SELECT * FROM tally'))).resolves.toEqual([]);
  expect(await rows('SELECT actor, action, outcome, reason FROM audit ORDER BY id DESC LIMIT 1')).toEqual([{ actor: 'ST002', action: 'projection.swap', outcome: 'done', reason: 'known defect 4711' }]);
  await nothingLeft();
  expect(log.filter((line) => !line.includes('consumer'))).toEqual([]);
}, 90_000);

it('rows that differ are told by table, number and key, and are swapped in only when the difference is accepted', async () => {
  await startUnits(Tally);
  await upToDate();
  const [wrong] = await tally();
  await rows('UPDATE tally SET moves = 999 WHERE parcel_id = $1', wrong!.parcel_id);
  const before = await oid();
  await ask('Tally');
  expect(await ended('Tally')).toMatchObject({
    status: 'differs', message: expect.stringContaining('--accept-difference: tally: 1'),
    tables: [{ table: 'tally', differing: 1, examples: [{ before: expect.objectContaining({ parcel_id: wrong!.parcel_id, moves: 999 }), after: expect.objectContaining({ parcel_id: wrong!.parcel_id, moves: movesSoFar() }) }] }],
  });
  expect([await oid(), (await tally())[0]!.moves]).toEqual([before, 999]);
  await nothingLeft();
  await ask('Tally', true);
  expect(await ended('Tally')).toMatchObject({ status: 'swapped', message: expect.stringContaining('accepted: tally: 1'), tables: [{ differing: 1 }] });
  await upToDate();
}, 90_000);

/** What kill -9 leaves behind: tables half full, and a row that says that somebody is at it. */
const leftHalfWay = async (deaths: number): Promise<void> => {
  await rows("INSERT INTO rebuild (projection, run, status, accept_difference, actor, reason, deaths) VALUES ('Tally', $1, 'running', false, 'ST002', 'x', $2) ON CONFLICT (projection) DO UPDATE SET run = excluded.run, status = 'running', deaths = $2", randomUUID(), deaths);
  await rows("SELECT begin_rebuild('Tally')");
  await rows(`INSERT INTO ${service}_rebuild.tally VALUES ('half', 'BR05', 7, 7)`);
  await rows(`INSERT INTO ${service}_rebuild.consumer_offset (unit, topic, part, next_offset) VALUES ('views', $1, 0, 7)`, Moved.topic);
};

it('a rebuild whose process ended half-way has changed nothing, and starts over unasked', async () => {
  const { stop } = await startUnits(Tally);
  await upToDate();
  await stop();
  await leftHalfWay(0);
  await move();
  await startUnits(Tally);
  expect(await ended('Tally')).toMatchObject({ status: 'swapped', tables: [{ differing: 0 }] });
  await upToDate();
}, 90_000);

it('a rebuild whose process has ended three times in a row is broken off, until somebody asks again', async () => {
  await leftHalfWay(2);
  await startUnits(Tally);
  expect(await ended('Tally')).toMatchObject({ status: 'broken-off', message: expect.stringContaining('3 times in a row') });
  await ask('Tally');
  expect(await ended('Tally')).toMatchObject({ status: 'swapped', tables: [{ differing: 0 }] });
  await upToDate();
}, 90_000);

it('a database that does not answer for a moment costs a rebuild its beginning, and does not fail it', async () => {
  const hasty = await Database.open({ url: disk.databaseUrl, service, poolSize: 8, statementMs: 400 });
  await startUnitsOn(hasty, Tally);
  await upToDate();
  await admin.query('BEGIN; LOCK TABLE projection_table');
  await ask('Tally');
  await eventually(() => expect(log.filter((line) => line.startsWith('a rebuild begins anew'))).not.toEqual([]), patiently).finally(() => admin.query('COMMIT'));
  expect(await ended('Tally')).toMatchObject({ status: 'swapped', tables: [{ differing: 0 }] });
  for (const one of running.splice(0)) await one.close();
  await hasty.close();
}, 90_000);

it('two processes carry out one rebuild between them, and both go on with the new view', async () => {
  const [one, other] = [await startUnits(Tally), await startUnits(Tally)];
  await upToDate();
  await ask('Tally');
  await expect(eventually(() => ask('Tally'), patiently).then(() => ended('Tally'))).resolves.toMatchObject({ status: 'swapped' });
  await move();
  await upToDate();
  expect([one.views(), other.views()]).toMatchObject([{ healthy: true }, { healthy: true }]);
}, 90_000);

it('a key that the live view has parked is named, and nothing is swapped until somebody has dealt with it', async () => {
  const [bad] = keys;
  faults.add(`${bad}/${last + 1}`);
  await startUnits(Tally);
  await move();
  await eventually(async () => expect(await rows('SELECT key FROM parked')).toEqual([{ key: bad }]), patiently);
  const before = await oid();
  // The projection has been mended, but nobody has tried the parked event again.
  await rows("UPDATE parked SET status = 'dead'");
  faults.clear();
  await ask('Tally');
  expect(await ended('Tally')).toMatchObject({ status: 'failed', message: expect.stringContaining(`${Moved.topic} ${bad} ${last - 1} / ${last}`) });
  expect(await oid()).toBe(before);
  await rows("UPDATE parked SET status = 'failing', next_at = clock_timestamp()");
  await upToDate();
  await ask('Tally');
  expect(await ended('Tally')).toMatchObject({ status: 'swapped', tables: [{ differing: 0 }] });
}, 90_000);

it('an event that the new projection refuses fails the rebuild, and the report says which and why', async () => {
  const [bad] = keys;
  await startUnits(Tally);
  await upToDate();
  faults.add(`${bad}/3`);
  await ask('Tally');
  expect(await ended('Tally')).toMatchObject({ status: 'failed', message: expect.stringMatching(new RegExp(`${bad} ${last} / 2; .*failed while rebuilding: .* ${bad} 3: parcel.broken`)) });
  await upToDate();
}, 90_000);

it('a projection of a type that was passed by waits until it has been rebuilt, and the unit then begins unaided', async () => {
  await startUnits(Tally);
  await move(Weighed);
  await eventually(async () => expect(await rows('SELECT type FROM skipped')).toEqual([{ type: Weighed.type }]), patiently);
  for (const one of running.splice(0)) await one.close();

  const { views } = await startUnits(Tally, Weights);
  await eventually(() => expect(views()).toMatchObject({ healthy: false, assigned: false, reason: expect.stringMatching(/Weights\.apply handles .*weighed\.v1, of which events have been passed by: use ops rebuild Weights/) }), patiently);
  await ask('Weights');
  expect(await ended('Weights')).toMatchObject({ status: 'swapped', tables: [{ table: 'weight', before: 0, after: keys.length }] });
  await eventually(() => expect(views()).toMatchObject({ healthy: true, assigned: true }), patiently);
  await move(Weighed);
  await eventually(async () => expect(await rows('SELECT DISTINCT last FROM weight')).toEqual([{ last }]), patiently);
}, 90_000);
