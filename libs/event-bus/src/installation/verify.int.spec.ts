import { randomBytes } from 'node:crypto';
import { systemPrincipal } from '@aftercare/auth';
import { defineEvent, encodeHeaders, sequenceHeader } from '@aftercare/contracts';
import { Database, mechanismMigrations } from '@aftercare/event-store';
import { newId } from '@aftercare/kernel';
import { eventually, testDatabase, type TestDatabase } from '@aftercare/testing';
import { Client } from 'pg';
import { Type } from 'typebox';
import { KafkaBus } from '../kafka/kafka-bus';
import { LogScan } from '../kafka/log-scan';
import { ensureTopics, waitForBroker } from '../kafka/provision';
import type { Logger } from '../logger';
import { Relays } from '../relay/relays';
import { serviceNumber } from '../relay/service-number';
import type { Deviation } from './deviation';
import { verifyInstallation } from './verify';
import { verifyService } from './verify-service';

const service = 'verify_test';
const brokers = (process.env.TEST_KAFKA_BROKERS ?? '').split(',');
const logger: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const run = randomBytes(4).toString('hex');
const Moved = defineEvent({
  type: `aftercare.${service}.parcel${run}.moved.v1`,
  meaning: { zh: '测试', en: 'test' },
  keyField: 'parcelId',
  branchField: 'branchId',
  personalData: 'none',
  fields: { parcelId: Type.String(), branchId: Type.String() },
  example: { parcelId: '0197e6a0-0000-7000-8000-000000000001', branchId: 'BR05' },
});
const { topic } = Moved;

let disk: TestDatabase;
let admin: Client;
let scan: LogScan;
let bus: KafkaBus;
/** Its three events were published and took effect in `views`. */
const key = newId();

beforeAll(async () => {
  await waitForBroker(brokers, 30_000);
  await ensureTopics(brokers, [topic]);
  disk = await testDatabase(service, mechanismMigrations);
  admin = new Client({ connectionString: disk.adminUrl });
  await admin.connect();
  scan = new LogScan(brokers, logger);
  bus = new KafkaBus({ brokers, clientId: service, logger });

  const database = await Database.open({ url: disk.databaseUrl, service, poolSize: 2 });
  await database.withTx({ principal: systemPrincipal(service, '*'), branches: '*' }, async (tx) => {
    const now = await tx.now();
    for (let n = 0; n < 300; n++) tx.raise(Moved.of({ parcelId: n % 3 === 0 && n < 9 ? key : newId(), branchId: 'BR05' }), now);
  });
  await database.close();
  const relays = new Relays({ service, databaseUrl: disk.databaseUrl, logger, topics: [topic], openBus: () => new KafkaBus({ brokers, clientId: service, logger }) });
  relays.start();
  await eventually(async () => expect((await admin.query('SELECT FROM outbox')).rowCount).toBe(0), { within: 20_000 });
  await relays.stop();
  await admin.query(`INSERT INTO key_seq (key, topic, unit, last_seq) SELECT key, topic, 'views', last_seq FROM stream_head`);
  await admin.query(`INSERT INTO consumer_offset (unit, topic, part, next_offset, last_event_id) SELECT 'views', topic, part, "offset" + 1, event_id FROM published`);
}, 60_000);
afterAll(async () => {
  await Promise.all([scan?.close(), bus?.close(), admin?.end()]);
  await disk?.drop();
});

const verify = async (): Promise<{ found: string[]; events: number; records: number }> => {
  const client = new Client({ connectionString: disk.adminUrl });
  await client.connect();
  try {
    const all: Deviation[] = [];
    const { events, records, deviations } = await verifyInstallation({ client, scan, services: [service], topics: () => [topic], found: (deviation) => all.push(deviation) });
    expect(deviations).toBe(all.length);
    return { events, records, found: all.map(({ kind, words }) => `${kind}: ${words.replaceAll(topic, 'T').replaceAll(key, 'K')}`) };
  } finally {
    await client.end();
  }
};

it('finds nothing where everything fits', async () => {
  expect(await verify()).toEqual({ found: [], events: 300, records: 300 });
});

const uuid = '0197e6a0-0000-7000-8000-00000000000f';
const place = `(SELECT part FROM published ORDER BY part LIMIT 1)`;
const insert = (sequence: number) =>
  `INSERT INTO event (event_id, topic, key, sequence, type, headers, payload, occurred_at) SELECT gen_random_uuid(), topic, key, ${sequence}, type, headers, payload, occurred_at FROM event WHERE key = '${key}' AND sequence = 3`;
const park = (sequence: number) =>
  `INSERT INTO parked (unit, event_id, topic, part, "offset", key, sequence, status) VALUES ('views', '${uuid}', '${topic}', 0, 0, '${key}', ${sequence}, 'failing')`;

/** What is damaged, how, how it is put right again, and what has to be found. */
const damages: readonly (readonly [string, string, string, readonly (string | RegExp)[]])[] = [
  ['an event that is gone', `CREATE TABLE gone AS SELECT * FROM event WHERE key = '${key}' AND sequence = 2; DELETE FROM event WHERE key = '${key}' AND sequence = 2`, 'INSERT INTO event OVERRIDING SYSTEM VALUE SELECT * FROM gone; DROP TABLE gone',
    ['sequence: event 2 of T K is not there', /^foreign: T \d+\/\d+ says event 2 of K, which is not in the database$/]],
  ['an event that is there twice', insert(3), `DELETE FROM event WHERE key = '${key}' AND id > 300`,
    ['sequence: event 4 of T K is there twice', 'missing: event 3 of T K counts as published, but is not in the log']],
  ['a head that is ahead', `UPDATE stream_head SET last_seq = 4 WHERE key = '${key}'`, `UPDATE stream_head SET last_seq = 3 WHERE key = '${key}'`, ['head: the head of T K stands at 4, its last event is 3']],
  ['a pointer to nothing', `INSERT INTO outbox (id, shard, topic, key) VALUES (4711, 0, '${topic}', '${key}')`, 'DELETE FROM outbox', ['outbox: row 4711 of outbox points at no event of T K']],
  ['an event set aside of a key that is not held', `INSERT INTO outbox_held (id, topic, key) SELECT id, topic, key FROM event WHERE key = '${key}' AND sequence = 3`, 'DELETE FROM outbox_held',
    ['outbox: 1 events of T K are set aside, but the key is not held: nobody will send them']],
  ['a held key', `INSERT INTO held_key (topic, key, reason, error) VALUES ('${topic}', '${key}', 'MESSAGE_TOO_LARGE', '')`, 'DELETE FROM held_key', ['held: T K is held (MESSAGE_TOO_LARGE), 0 events wait']],
  ['an event that was never published', `${insert(4)}; UPDATE stream_head SET last_seq = 4 WHERE key = '${key}'`, `DELETE FROM event WHERE key = '${key}' AND sequence = 4; UPDATE stream_head SET last_seq = 3 WHERE key = '${key}'`,
    ['missing: event 4 of T K counts as published, but is not in the log']],
  ['an acknowledgement of something else', `CREATE TABLE kept AS SELECT * FROM published; UPDATE published SET event_id = '${uuid}' WHERE part = ${place}`, 'UPDATE published p SET event_id = k.event_id FROM kept k WHERE k.part = p.part; DROP TABLE kept',
    [new RegExp(`^published: event ${uuid} was acknowledged at T \\d+/\\d+, where there is event [0-9a-f-]{36}$`)]],
  ['a unit beyond the end of the log', `UPDATE consumer_offset SET next_offset = next_offset + 5 WHERE part = ${place}`, `UPDATE consumer_offset SET next_offset = next_offset - 5 WHERE part = ${place}`,
    [/^offset: views has last seen event [0-9a-f-]{36} at T \d+\/\d+, where there is nothing: the log ends at \d+$/]],
  ['a unit that has seen something else', `UPDATE consumer_offset SET last_event_id = '${uuid}' WHERE part = ${place}`, `UPDATE consumer_offset c SET last_event_id = p.event_id FROM published p WHERE p.part = c.part`,
    [new RegExp(`^offset: views has last seen event ${uuid} at T \\d+/\\d+, where there is event [0-9a-f-]{36}$`)]],
  ['a guard beyond the last event', `UPDATE key_seq SET last_seq = 5 WHERE key = '${key}'`, `UPDATE key_seq SET last_seq = 3 WHERE key = '${key}'`, ['guard: views has seen event 5 of T K, its service has only 3']],
  ['a guard that has seen another event in that place', `UPDATE key_seq SET last_event_id = '${uuid}' WHERE key = '${key}'`, `UPDATE key_seq SET last_event_id = NULL WHERE key = '${key}'`,
    ['guard: views has seen event 3 of T K, its service has another one in its place']],
  ['an event that was passed by', `UPDATE key_seq SET last_seq = 2 WHERE key = '${key}'`, `UPDATE key_seq SET last_seq = 3 WHERE key = '${key}'`,
    [/^passed-by: views has passed T \d+\/\d+, but event 3 of K has had no effect there and is not parked: the key is at 2$/]],
  ['a parked event that took effect', park(2), 'DELETE FROM parked', ['parked: views: event 2 of T K is parked, but the key is at 3 already']],
  ['a parked event behind a gap', park(6), 'DELETE FROM parked', ['parked: views: event 6 of T K is parked, it waits for event 4, which has not come']],
  ['other data than in the log', `UPDATE event SET payload = '{}' WHERE key = '${key}' AND sequence = 1`, `UPDATE event e SET payload = o.payload FROM event o WHERE e.key = '${key}' AND e.sequence = 1 AND o.key = e.key AND o.sequence = 2`,
    [/^bytes: T \d+\/\d+ \(event 1 of K\) has other data than the event$/]],
  ['other headers than in the log', `CREATE TABLE kept AS SELECT headers FROM event WHERE key = '${key}' AND sequence = 1; UPDATE event SET headers = '{"ce_specversion":"1.0"}' WHERE key = '${key}' AND sequence = 1`, `UPDATE event SET headers = (SELECT headers FROM kept) WHERE key = '${key}' AND sequence = 1; DROP TABLE kept`,
    [/^bytes: T \d+\/\d+ \(event 1 of K\) has other headers than the event$/]],
];

it.each(damages)('names %s, and nothing else', async (_what, damage, mend, expected) => {
  await admin.query(damage);
  try {
    const { found } = await verify();
    expect(found).toEqual(expected.map((words) => (typeof words === 'string' ? words : expect.stringMatching(words))));
  } finally {
    await admin.query(mend);
  }
});

it('names a unit of a running service that is behind and does not move', async () => {
  await admin.query('SELECT pg_advisory_lock($1, 0)', [serviceNumber(service)]);
  const place = `part = (SELECT min(part) FROM published)`;
  await admin.query(`UPDATE consumer_offset SET next_offset = next_offset - 1, last_event_id = NULL WHERE ${place}`);
  try {
    expect((await verify()).found).toEqual([expect.stringMatching(/^behind: views stands at T \d+\/\d+ although the log goes on to \d+: /)]);
  } finally {
    await admin.query(`UPDATE consumer_offset c SET next_offset = "offset" + 1, last_event_id = event_id FROM published p WHERE p.part = c.part`);
    await admin.query('SELECT pg_advisory_unlock($1, 0)', [serviceNumber(service)]);
  }
});

describe('one service alone', () => {
  const hearing = 'verify_hearing';
  let own: TestDatabase;
  let rows: Client;
  beforeAll(async () => {
    own = await testDatabase(hearing, mechanismMigrations);
    rows = new Client({ connectionString: own.adminUrl, options: `-c search_path=${hearing}` });
    await rows.connect();
    for (const { part, offset, event_id: id } of (await admin.query<{ part: number; offset: string; event_id: string }>('SELECT part, "offset", event_id FROM published')).rows) {
      await rows.query(`INSERT INTO consumer_offset (unit, topic, part, next_offset, last_event_id) VALUES ('views', $1, $2, $3, $4)`, [topic, part, BigInt(offset) + 1n, id]);
    }
    for (const { key: one, last } of (await admin.query<{ key: string; last: string }>('SELECT key, last_seq AS last FROM stream_head')).rows) await rows.query(`INSERT INTO key_seq (key, topic, unit, last_seq) VALUES ($1, $2, 'views', $3)`, [one, topic, last]);
  });
  afterAll(async () => {
    await rows?.end();
    await own?.drop();
  });
  const alone = async (signal = new AbortController().signal): Promise<{ found: string[]; records: number }> => {
    const found: string[] = [];
    const { records } = await verifyService({ service: hearing, databaseUrl: own.databaseUrl, brokers, logger, signal, found: ({ kind, words }) => found.push(`${kind}: ${words.replaceAll(topic, 'T').replaceAll(key, 'K')}`) });
    return { found, records };
  };

  it('compares what it has made of other services’ topics, and says nothing of events that it cannot read', async () => {
    expect(await alone()).toEqual({ found: [], records: 300 });
    await rows.query('UPDATE key_seq SET last_seq = 5 WHERE key = $1', [key]);
    expect((await alone()).found).toEqual([]);
    await rows.query('UPDATE key_seq SET last_seq = 2 WHERE key = $1', [key]);
    expect((await alone()).found).toEqual([expect.stringMatching(/^passed-by: views has passed T \d+\/\d+, but event 3 of K has had no effect there/)]);
    await rows.query('UPDATE key_seq SET last_seq = 3 WHERE key = $1', [key]);
  });

  it('stops when nobody listens any more', async () => {
    await rows.query('BEGIN; LOCK TABLE event IN ACCESS EXCLUSIVE MODE');
    try {
      const leaving = new AbortController();
      const running = alone(leaving.signal);
      await eventually(async () => expect((await admin.query(`SELECT FROM pg_stat_activity WHERE application_name = 'aftercare ${hearing} verify' AND wait_event_type = 'Lock'`)).rowCount).toBe(1));
      leaving.abort();
      await expect(running).rejects.toThrow();
    } finally {
      await rows.query('ROLLBACK');
    }
  });
});

// Last, since what is in a log stays there.
it('names what is in the log and was never committed, and what is no event', async () => {
  const headers = encodeHeaders({ id: newId(), type: Moved.type, source: `/aftercare/${service}`, subject: key, time: new Date(0).toISOString(), dataschema: Moved.schemaId, correlationid: newId() });
  await bus.publishBatch([{ topic, key, value: Buffer.from('{}'), headers: { ...headers, ce_sequence: sequenceHeader(4) } }]);
  await bus.publishBatch([{ topic, key, value: Buffer.from('{'), headers: {} }]);
  expect((await verify()).found).toEqual([
    expect.stringMatching(/^foreign: T \d+\/\d+ says event 4 of K, which is not in the database$/),
    expect.stringMatching(/^foreign: T \d+\/\d+ is no event at all$/),
  ]);
});
