import { randomBytes, randomUUID } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { systemPrincipal } from '@aftercare/auth';
import { decodeRecord, defineEvent, sequenceHeader } from '@aftercare/contracts';
import { Database, mechanismMigrations, migrate, roleUrl } from '@aftercare/event-store';
import { eventually, testDatabase, type TestDatabase } from '@aftercare/testing';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { Client } from 'pg';
import { Type } from 'typebox';
import type { BusRecord, LogRecord } from '../event-bus';
import { ensureTopics, waitForBroker } from '../kafka/provision';
import { KafkaBus } from '../kafka/kafka-bus';
import type { Logger } from '../logger';
import { Relays } from './relays';
import { releaseKey } from './release-key';
import { SqlRelaySession } from './sql-relay-session';

const service = 'relay_test';
const brokers = (process.env.TEST_KAFKA_BROKERS ?? '').split(',');
const log: string[] = [];
const note = (fields: object, message: string) => void log.push(`${message} ${JSON.stringify(fields)}`);
const logger: Logger = { debug: () => undefined, info: () => undefined, warn: note, error: note };

/** Topics of this run alone: nothing of an earlier run on the same broker is in them. */
const run = randomBytes(4).toString('hex');
const event = (aggregate: string, of = service) =>
  defineEvent({
    type: `aftercare.${of}.${aggregate}${run}.moved.v1`,
    meaning: { zh: '测试', en: 'test' },
    keyField: 'parcelId',
    branchField: 'branchId',
    personalData: 'none',
    fields: { parcelId: Type.String(), branchId: Type.String(), note: Type.String() },
    example: { parcelId: '0197e6a0-0000-7000-8000-000000000001', branchId: 'BR05', note: '' },
  });
type Moved = ReturnType<typeof event>;

let disk: TestDatabase;
let database: Database;
let admin: Client;
let bus: KafkaBus;
let kafka: Admin;
const running: { close(): Promise<unknown> }[] = [];

const rows = async <R>(sql: string, ...values: unknown[]): Promise<R[]> => (await admin.query<R & object>(sql, values)).rows;
const count = async (table: string): Promise<number> => Number((await rows<{ n: string }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n);
const asService = { principal: systemPrincipal(service, '*'), branches: '*' } as const;

/** Events of one transaction, in this order. */
const append = async (contract: Moved, keys: readonly string[], note = '', into = database): Promise<void> => {
  await into.withTx(asService, async (tx) => {
    const now = await tx.now();
    for (const parcelId of keys) tx.raise(contract.of({ parcelId, branchId: 'BR05', note }), now);
  });
};

const startRelays = (contracts: readonly Moved[], { databaseUrl = disk.databaseUrl, of = service, shards = new Set<number>() } = {}): Relays => {
  const openBus = () => new KafkaBus({ brokers, clientId: of, logger });
  const relays = new Relays({ databaseUrl, service: of, openBus, logger, topics: contracts.map(({ topic }) => topic), metrics: { backlog: (shard, backlog) => void (backlog && shards.add(shard)) } });
  relays.start();
  running.push({ close: () => relays.stop() });
  return relays;
};

const leads = (relays: Relays): Promise<void> => eventually(() => expect(relays.status()).toEqual({ leader: true, healthy: true, reason: null }), { within: 15_000 });

/** The log of a topic, partition by partition. */
const logOf = async (topic: string): Promise<LogRecord[]> => {
  const records: LogRecord[] = [];
  const ranges = await bus.admin.offsets(topic);
  const wanted = ranges.reduce((sum, { low, high }) => sum + Number(high - low), 0);
  const subscription = bus.subscribe(
    { group: `read-${randomUUID()}`, topic, hints: () => Promise.resolve(new Map()) },
    {
      assigned: () => Promise.resolve(new Map(ranges.map(({ partition, low }) => [partition, low]))),
      batch: (batch) => {
        records.push(...batch.records);
        return Promise.resolve((batch.records.at(-1)?.offset ?? batch.from) + 1n);
      },
      lost: () => undefined,
    },
  );
  await eventually(() => expect(records.length).toBeGreaterThanOrEqual(wanted), { within: 20_000 });
  await subscription.close();
  return records;
};

/** The sequences of each key in the order of the log, repeats left out: what a reader with a guard sees. */
const firstSeen = (records: readonly LogRecord[]): Map<string, number[]> => {
  const seen = new Map<string, Set<number>>();
  for (const record of records) {
    const { key, sequence } = decodeRecord(record);
    seen.set(key, (seen.get(key) ?? new Set()).add(sequence));
  }
  return new Map([...seen].map(([key, sequences]) => [key, [...sequences]]));
};

/** The same from the last time that the log begins the key anew, as after a refill. */
const lastRun = (records: readonly LogRecord[], key: string): number[] => {
  const all = records.map(decodeRecord).filter((record) => record.key === key).map(({ sequence }) => sequence);
  return all.slice(all.lastIndexOf(1));
};

const upTo = (last: number): number[] => Array.from({ length: last }, (_, at) => at + 1);

/** The event as the relay publishes it. */
const stored = async (topic: string, key: string): Promise<BusRecord> => {
  const [row] = await rows<{ sequence: string; headers: Buffer; payload: Buffer }>('SELECT * FROM event WHERE topic = $1 AND key = $2', topic, key);
  if (!row) throw new Error(`no event of ${key}`);
  return { topic, key, value: row.payload, headers: { ...(JSON.parse(row.headers.toString()) as Record<string, string>), ce_sequence: sequenceHeader(Number(row.sequence)) } };
};

const emptyAgain = async (topic: string): Promise<void> => {
  await kafka.deleteTopics({ topics: [topic] });
  await eventually(async () => expect(await kafka.listTopics()).not.toContain(topic), { within: 10_000 });
  await ensureTopics(brokers, [topic]);
};

/** The way to Postgres for one process. Frozen, nothing passes and nothing ends: a process or a machine that stands still. */
class Wire {
  readonly #ways = new Set<readonly [Socket, Socket]>();
  readonly #server: Server;

  constructor(private readonly target: URL) {
    this.#server = createServer((near) => {
      const far = connect(Number(target.port), target.hostname);
      for (const way of [[near, far], [far, near]] as const) {
        const [from, to] = way;
        this.#ways.add(way);
        from.pipe(to);
        from.on('error', () => to.destroy());
      }
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const through = new URL(this.target);
    through.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return through.href;
  }

  freeze(): void {
    for (const [from] of this.#ways) from.unpipe().pause();
  }

  thaw(): void {
    for (const [from, to] of this.#ways) from.pipe(to);
  }

  async close(): Promise<void> {
    for (const [from] of this.#ways) from.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

beforeAll(async () => {
  await waitForBroker(brokers, 10_000);
  disk = await testDatabase(service, mechanismMigrations);
  database = await Database.open({ url: disk.databaseUrl, service, poolSize: 10 });
  admin = new Client({ connectionString: disk.adminUrl, options: `-c search_path=${service}` });
  await admin.connect();
  bus = new KafkaBus({ brokers, clientId: service, logger });
  kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await kafka.connect();
}, 60_000);

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
  log.length = 0;
}, 30_000);

afterAll(async () => {
  await Promise.all([bus.close(), database.close(), admin.end(), kafka.disconnect()]);
  await disk.drop();
}, 30_000);

describe('one leader', () => {
  const Plain = event('plain');
  beforeAll(() => ensureTopics(brokers, [Plain.topic]));

  it('is followed by another one when it stops', async () => {
    const first = startRelays([Plain]);
    await leads(first);
    const second = startRelays([Plain]);
    await eventually(() => expect(second.status()).toEqual({ leader: false, healthy: true, reason: null }), { within: 10_000 });
    await first.stop();
    await leads(second);
  }, 40_000);

  it('loses the lead when it stands still, and does no harm when it goes on', async () => {
    const wire = new Wire(new URL(disk.databaseUrl));
    running.push(wire);
    const frozen = startRelays([Plain], { databaseUrl: await wire.open() });
    await leads(frozen);
    const other = startRelays([Plain]);
    const keys = Array.from({ length: 10 }, () => randomUUID());
    await append(Plain, keys);
    wire.freeze();
    await append(Plain, keys);
    await leads(other);
    await append(Plain, keys);
    await eventually(async () => expect(await count('outbox')).toBe(0), { within: 10_000 });
    wire.thaw();
    await eventually(() => expect(frozen.status()).toEqual({ leader: false, healthy: true, reason: null }), { within: 15_000 });
    const seen = firstSeen(await logOf(Plain.topic));
    for (const key of keys) expect(seen.get(key)).toEqual([1, 2, 3]);
  }, 60_000);

  it('is there for each of two services in one database', async () => {
    const of = 'relay_other';
    const Other = event('other', of);
    await ensureTopics(brokers, [Other.topic]);
    await migrate({ adminUrl: disk.adminUrl, service: of, migrations: mechanismMigrations, passwords: { migrate: 'test', app: 'test', report: 'test' } });
    const databaseUrl = roleUrl(disk.adminUrl, `${of}_app`, 'test');
    const other = await Database.open({ url: databaseUrl, service: of, poolSize: 2 });
    running.push(other);
    await Promise.all([startRelays([Plain]), startRelays([Other], { databaseUrl, of })].map(leads));
    await append(Other, ['a', 'b'], '', other);
    await eventually(async () => expect(await count(`${of}.outbox`)).toBe(0), { within: 10_000 });
    expect(firstSeen(await logOf(Other.topic))).toEqual(new Map([['a', [1]], ['b', [1]]]));
  }, 40_000);
});

describe('the log and the database', () => {
  it('stops when the log holds a record that the database does not know, and names the remedy', async () => {
    const Foreign = event('foreign');
    await ensureTopics(brokers, [Foreign.topic]);
    await append(Foreign, ['a']);
    const record = await stored(Foreign.topic, 'a');
    // Behind it lies one that is known: another shard may have published it late.
    await bus.publishBatch([{ ...record, headers: { ...record.headers, ce_id: randomUUID() } }, record]);
    const relays = startRelays([Foreign]);
    await eventually(() => expect(relays.status()).toEqual({ leader: false, healthy: false, reason: expect.stringMatching(new RegExp(`${Foreign.topic} partition \\d+ \\(offset 0\\).*run ops restore`)) }), { within: 10_000 });
    expect(await count('outbox')).toBe(1);
    await admin.query('DELETE FROM outbox');
  }, 30_000);

  it('publishes again what the log has lost, also when that happens under its hands', async () => {
    const Cut = event('cut');
    const keys = Array.from({ length: 40 }, () => randomUUID());
    const complete = async (last: number): Promise<void> => {
      await eventually(async () => expect(await count('outbox')).toBe(0), { within: 20_000 });
      await eventually(async () => {
        const records = await logOf(Cut.topic);
        for (const key of keys) expect(lastRun(records, key)).toEqual(upTo(last));
      }, { within: 20_000 });
    };
    await ensureTopics(brokers, [Cut.topic]);
    await append(Cut, keys);
    const relays = startRelays([Cut]);
    await complete(1);
    await relays.stop();
    await emptyAgain(Cut.topic);
    startRelays([Cut]);
    await complete(1);
    // Nothing is sent: the leader has to look by itself.
    await emptyAgain(Cut.topic);
    await complete(1);
    await emptyAgain(Cut.topic);
    await append(Cut, keys);
    await complete(2);
    expect(log.join('\n')).toContain('the log has lost acknowledged records');
  }, 90_000);

  it('publishes a lost event again whose id is lower than that of the last surviving record', async () => {
    const Tail = event('tail');
    await ensureTopics(brokers, [Tail.topic]);
    const [lower, higher] = Array.from({ length: 100 }, (_, n) => `key-${n}`).filter((key) => bus.admin.partitionOf(key, 12) === 5) as [string, string];
    await append(Tail, [lower, higher]);
    const relays = startRelays([Tail]);
    await eventually(async () => expect(await count('outbox')).toBe(0), { within: 10_000 });
    await relays.stop();
    // As when the lower id was committed later: the log was higher, lower, and has lost its end.
    await emptyAgain(Tail.topic);
    await bus.publishBatch([await stored(Tail.topic, higher)]);
    startRelays([Tail]);
    await eventually(async () => expect(firstSeen(await logOf(Tail.topic))).toEqual(new Map([[higher, [1]], [lower, [1]]])), { within: 15_000 });
  }, 60_000);

  it('remembers the newest record of a partition, whichever shard settles last', async () => {
    const session = await SqlRelaySession.open({ databaseUrl: disk.databaseUrl, service, shard: 1, logger });
    running.push({ close: () => session.end() });
    const [newest, older] = [{ topic: 'two-shards', part: 0, offset: 10n, eventId: randomUUID() }, { topic: 'two-shards', part: 0, offset: 9n, eventId: randomUUID() }];
    for (const published of [newest, older]) await session.settle([], [published]);
    expect(await session.published(['two-shards'])).toEqual([newest]);
  });
});

describe('what the broker refuses', () => {
  const smallTopic = async ({ topic }: Moved): Promise<void> => {
    await ensureTopics(brokers, [topic]);
    await limit(topic, 20_000);
  };
  const limit = (topic: string, bytes: number) => kafka.alterConfigs({ validateOnly: false, resources: [{ type: 2, name: topic, configEntries: [{ name: 'max.message.bytes', value: String(bytes) }] }] });
  const held = () => rows('SELECT topic, key, reason FROM held_key');

  it('holds its key alone: 1,000 later events wait, all others flow, and a release puts everything in order', async () => {
    const Small = event('small');
    await smallTopic(Small);
    const others = Array.from({ length: 5 }, () => randomUUID());
    const relays = startRelays([Small]);
    await leads(relays);
    await append(Small, [...others, 'hot', ...others, 'cold']);
    await append(Small, [...others, 'hot'], 'x'.repeat(30_000));
    await append(Small, ['hot', ...others, 'cold']);
    await eventually(async () => expect(await held()).toHaveLength(6), { within: 30_000 });
    for (let n = 0; n < 1_000; n += 100) await append(Small, Array.from({ length: 100 }, () => 'hot'));
    await append(Small, ['cold']);
    await eventually(async () => expect(await count('outbox')).toBe(0), { within: 10_000 });
    expect(await held()).toEqual(expect.arrayContaining([...others, 'hot'].map((key) => ({ topic: Small.topic, key, reason: 'MESSAGE_TOO_LARGE' }))));
    expect(relays.status()).toEqual({ leader: true, healthy: true, reason: null });
    expect(log.join('\n')).toContain('its key is held');
    const before = firstSeen(await logOf(Small.topic));
    expect([before.get('cold'), before.get('hot'), before.get(others[0] ?? '')]).toEqual([[1, 2, 3], [1], [1, 2]]);

    await limit(Small.topic, 1_000_000);
    expect(await database.withTx(asService, (tx) => releaseKey(tx, { topic: Small.topic, key: 'unknown' }))).toBeNull();
    expect(await database.withTx(asService, (tx) => releaseKey(tx, { topic: Small.topic, key: 'hot' }))).toBe(1_002);
    for (const key of others) expect(await database.withTx(asService, (tx) => releaseKey(tx, { topic: Small.topic, key }))).toBe(2);
    await eventually(async () => expect([await count('outbox'), await count('outbox_held'), await count('held_key')]).toEqual([0, 0, 0]), { within: 20_000 });
    const after = firstSeen(await logOf(Small.topic));
    expect(after.get('hot')).toEqual(upTo(1_003));
    for (const key of others) expect(after.get(key)).toEqual(upTo(4));
  }, 120_000);

  it('is not a key when only a page as a whole is too large', async () => {
    const Many = event('many');
    await smallTopic(Many);
    await append(Many, Array.from({ length: 500 }, () => 'busy'));
    startRelays([Many]);
    await eventually(async () => expect(await count('outbox')).toBe(0), { within: 20_000 });
    expect(await held()).toEqual([]);
    expect(firstSeen(await logOf(Many.topic)).get('busy')).toEqual(upTo(500));
  }, 40_000);

  it('strands nothing when a key is released while its events are being set aside', async () => {
    const Raced = event('raced');
    await append(Raced, ['a', 'a', 'a']);
    const session = await SqlRelaySession.open({ databaseUrl: disk.databaseUrl, service, shard: 0, logger });
    running.push({ close: () => session.end() });
    const [first] = await session.page();
    if (!first) throw new Error('nothing waits');
    await session.hold(first, 'TEST', 'test');
    expect(await session.page()).toEqual([]);
    await append(Raced, ['a']);
    let page: Promise<unknown> | undefined;
    await database.withTx(asService, async (tx) => {
      expect(await releaseKey(tx, { topic: Raced.topic, key: 'a' })).toBe(3);
      page = session.page();
      await eventually(async () => expect(await rows("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name LIKE 'aftercare relay_test relay%'")).toHaveLength(1));
    });
    await page;
    expect([await count('outbox'), await count('outbox_held')]).toEqual([4, 0]);
    expect((await session.page()).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    await admin.query('DELETE FROM outbox');
  }, 30_000);

  it('is as well what cannot even be written as a record', async () => {
    const Torn = event('torn');
    await ensureTopics(brokers, [Torn.topic]);
    await append(Torn, ['a', 'b', 'c', 'b']);
    await admin.query("UPDATE event SET headers = '{' WHERE topic = $1 AND key = 'b' AND sequence = 1", [Torn.topic]);
    startRelays([Torn]);
    await eventually(async () => expect([await count('outbox'), await held()]).toEqual([0, [{ topic: Torn.topic, key: 'b', reason: 'UNREADABLE_HEADERS' }]]), { within: 15_000 });
    expect(firstSeen(await logOf(Torn.topic))).toEqual(new Map([['a', [1]], ['c', [1]]]));
    await admin.query('DELETE FROM held_key');
    await admin.query('DELETE FROM outbox_held');
  }, 40_000);

  it('stops the relay when it is a missing topic, by name, until the topic is there; meanwhile the service counts as overloaded', async () => {
    const Late = event('late');
    await append(Late, ['a', 'b', 'a']);
    await admin.query("UPDATE event SET created_at = created_at - interval '1 minute' WHERE topic = $1", [Late.topic]);
    const relays = startRelays([Late]);
    await eventually(() => {
      expect(relays.status()).toEqual({ leader: false, healthy: false, reason: expect.stringMatching(new RegExp(`^[^\n]*topic ${Late.topic} does not exist[^\n]*create it with 12 partitions[^\n]*$`)) });
      expect(relays.overloaded).toBe(true);
    }, { within: 15_000 });
    expect([await count('outbox'), await kafka.listTopics()]).toEqual([3, expect.not.arrayContaining([Late.topic])]);
    await ensureTopics(brokers, [Late.topic]);
    await leads(relays);
    expect(relays.overloaded).toBe(false);
    expect(firstSeen(await logOf(Late.topic))).toEqual(new Map([['a', [1, 2]], ['b', [1]]]));
  }, 60_000);
});

describe('two shards', () => {
  it('keep the order of each key, and their number changes only with an empty outbox', async () => {
    const Wide = event('wide');
    await ensureTopics(brokers, [Wide.topic]);
    const keys = Array.from({ length: 40 }, () => randomUUID());
    const setShards = (wanted: number) => database.withTx(asService, (tx) => tx.query('SELECT set_relay_shards($1)', [wanted]));
    await append(Wide, keys);
    await expect(setShards(2)).rejects.toThrow('only with an empty outbox');
    const shards = new Set<number>();
    const relays = startRelays([Wide], { shards });
    await eventually(async () => expect(await count('outbox')).toBe(0), { within: 15_000 });
    await setShards(2);
    const written = Promise.all(keys.map(async (key) => {
      for (let step = 2; step <= 30; step++) await append(Wide, [key]);
    }));
    await eventually(() => expect(shards).toEqual(new Set([0, 1])), { within: 15_000 });
    await written;
    await eventually(async () => expect(await count('outbox')).toBe(0), { within: 20_000 });
    await leads(relays);
    const seen = firstSeen(await logOf(Wide.topic));
    for (const key of keys) expect(seen.get(key)).toEqual(upTo(30));
    await setShards(1);
    await append(Wide, keys);
    await eventually(async () => expect(await count('outbox')).toBe(0), { within: 10_000 });
  }, 90_000);
});
