import { randomUUID } from 'node:crypto';
import { newId } from '@aftercare/kernel';
import type { ReaderStatus, WriterStatus } from '../rig/chain';
import { inTransaction, withAdmin } from '../rig/kafka-tools';
import { stray } from '../rig/steps';
import type { WorkerProcess } from '../rig/worker-process';
import type { Conduct } from '../src/reader';
import type { AwaitName } from './list';
import type { Role, Stage } from './stage';

/** An occasion on which a process comes to awaits that it does not come to otherwise. */
export interface Scene {
  readonly role: Role;
  readonly name: string;
  /** It is played by a process that starts in it, not by the one that lives. */
  readonly anew?: boolean;
  readonly before?: (stage: Stage) => Promise<unknown>;
  readonly play: (stage: Stage) => Promise<unknown>;
  /** Takes the cause away again; what the proxies do ends by itself. */
  readonly mend?: (stage: Stage) => Promise<unknown>;
}

const more = async (stage: Stage, service: 'depot' | 'desk', table: string, rows: number): Promise<void> => {
  const { chain } = stage;
  const before = await chain.count(service, table);
  await stage.until(async () => expect(await chain.count(service, table)).toBeGreaterThanOrEqual(before + rows));
};

/** The worker comes to this await, perhaps not for the first time. */
const comesTo = (stage: Stage, worker: WorkerProcess, name: AwaitName): Promise<void> =>
  stage.until(async () => expect(Object.keys(await stage.hits(worker)).filter((hit) => hit === name)).toEqual([name]));

const stop = async (stage: Stage, role: Role): Promise<void> => expect((await stage.worker(role).stop()).clean).toBe(true);

const conduct = (stage: Stage, wanted: Conduct): Promise<void> => stage.worker('reader').call('conduct', wanted);

const mostBytes = ({ chain: { servers, contracts } }: Stage, bytes: number): Promise<unknown> =>
  withAdmin(servers.brokers, (admin) =>
    admin.alterConfigs({ validateOnly: false, resources: [{ type: 2, name: contracts.Moved.topic, configEntries: [{ name: 'retention.ms', value: '-1' }, { name: 'max.message.bytes', value: String(bytes) }] }] }));

/** An event that is too large, among many that are too large together. */
const refused = async (stage: Stage): Promise<void> => {
  const key = randomUUID();
  await stage.chain.write({ perSecond: 0, lanes: 8 });
  for (let n = 0; n < 3; n++) {
    await stage.worker('writer').call('large', { key, bytes: 8_192 });
    await more(stage, 'depot', 'event', 100);
  }
  await stage.until(async () => expect(await stage.chain.count('depot', 'outbox_held', `key = '${key}'`)).toBeGreaterThan(0));
};

const release = async (stage: Stage): Promise<void> => {
  await mostBytes(stage, 1_048_588);
  await stage.write();
  for (const { key } of await stage.chain.query<{ key: string }>('depot', 'SELECT key FROM held_key')) await stage.errand('release', key);
};

/** Their number changes only when nothing waits. */
const shards = async (stage: Stage, wanted: number): Promise<void> => {
  await stage.chain.stopWriting();
  await stage.until(() => stage.chain.query('depot', 'SELECT set_relay_shards($1)', [wanted]));
};

/** Asks for a projection to be made anew, and sees it end so. */
const rebuild = async (stage: Stage, projection: string, end: string): Promise<void> => {
  // One that has died on the way may still hold the lock.
  await stage.until(() => stage.worker('reader').call('rebuild', projection));
  await stage.until(async () => expect(await rebuilds(stage, projection)).toMatchObject([{ status: end }]));
};

const rebuilds = (stage: Stage, projection: string): Promise<{ status: string }[]> =>
  stage.chain.query('desk', 'SELECT status, message, events_read, events_total FROM rebuild WHERE projection = $1', [projection]);

const closes = (role: Role): Scene => ({ role, name: 'ends in good order', play: (stage) => stop(stage, role) });
const starts = (role: Role): Scene => ({
  role, name: 'starts', anew: true,
  before: (stage) => stop(stage, role),
  play: async (stage) => {
    await stage.start(role);
    await stage.write();
    await stage.chain.ready();
    await more(stage, 'desk', 'effect', 30);
  },
});

/** Where several come to the same await, the first one dies at it. */
export const scenes: readonly Scene[] = [
  { role: 'writer', name: 'works', play: (stage) => more(stage, 'depot', 'event', 60) },
  {
    role: 'writer', name: 'meets deadlocks',
    play: async (stage) => {
      const deadlocks = async () => Number((await stage.chain.query<{ deadlocks: string }>('depot', 'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()'))[0]?.deadlocks);
      const before = await deadlocks();
      await stage.chain.write({ keys: stage.chain.keys.slice(0, 4), lanes: 10, perSecond: 0, aborts: 0, crossing: true });
      await stage.until(async () => expect(await deadlocks()).toBeGreaterThanOrEqual(before + 3));
    },
    mend: (stage) => stage.write(),
  },
  {
    role: 'writer', name: 'loses Postgres',
    play: async (stage) => {
      for (let n = 0; n < 4; n++) {
        await more(stage, 'depot', 'event', 10);
        stage.chain.servers.postgresProxy.cut();
      }
      await more(stage, 'depot', 'event', 10);
    },
  },
  {
    // It only looks now and then, so that there is room for a sign of life, and that one is still on its way when it looks again.
    role: 'writer', name: 'has a slow line to Postgres and nothing to do',
    play: async (stage) => {
      await stage.chain.stopWriting();
      stage.chain.servers.postgresProxy.slow(100);
      await comesTo(stage, stage.worker('writer'), 'event-bus/relay/sql-relay-session SqlRelaySession.#query 1');
      stage.chain.servers.heal();
    },
  },
  {
    role: 'writer', name: 'loses acknowledgements',
    play: async (stage) => {
      const { kafkaProxy } = stage.chain.servers;
      const { lost } = kafkaProxy;
      kafkaProxy.loseAnswers({ apiKey: 0, every: 2, silently: false });
      await stage.until(() => expect(kafkaProxy.lost - lost).toBeGreaterThanOrEqual(3));
    },
  },
  {
    role: 'writer', name: 'waits for the lead',
    before: (stage) => stage.start('writer'),
    play: async (stage) => {
      const [first, second] = stage.chain.writers.filter(({ running }) => running).slice(-2);
      await more(stage, 'depot', 'event', 30);
      await first!.stop();
      await second!.call('work', { keys: stage.chain.keys, perSecond: 60, lanes: 4, aborts: 0.1 });
      await stage.until(async () => expect(await second!.call<WriterStatus>('status')).toMatchObject({ leader: true }));
    },
    mend: async (stage) => {
      for (const extra of stage.chain.writers.filter(({ running }) => running).slice(0, -1)) await extra.stop();
    },
  },
  {
    role: 'writer', name: 'holds what the broker refuses',
    before: (stage) => mostBytes(stage, 2_048),
    play: refused,
    mend: release,
  },
  {
    role: 'writer', name: 'shares its work among two shards',
    before: (stage) => shards(stage, 2),
    play: async (stage) => {
      await stage.write();
      for (const name of ['#publish 1', '#lookAtEnds 1']) await comesTo(stage, stage.worker('writer'), `event-bus/relay/relay Relay.${name}`);
    },
    mend: (stage) => shards(stage, 1),
  },
  {
    role: 'writer', name: 'sees while it leads that the log ends before what was acknowledged',
    before: (stage) => shards(stage, 2),
    play: async (stage) => {
      await stage.write();
      await stage.chain.query('depot', 'UPDATE published SET "offset" = "offset" + 1000 WHERE part = (SELECT min(part) FROM published)');
      await comesTo(stage, stage.worker('writer'), 'event-bus/relay/relay Relay.#serve 8');
    },
    mend: (stage) => shards(stage, 1),
  },
  {
    role: 'writer', name: 'finds the log shorter than it was', anew: true,
    before: async (stage) => {
      await stop(stage, 'writer');
      await stage.chain.query('depot', 'UPDATE published SET event_id = gen_random_uuid() WHERE part = (SELECT min(part) FROM published)');
    },
    play: async (stage) => {
      await stage.start('writer');
      await stage.chain.ready();
    },
  },
  closes('writer'),

  {
    role: 'clerk', name: 'takes orders',
    play: async (stage) => {
      const opened = newId();
      await stage.order('open', { id: opened, write: newId(), remind: { kind: 'stubborn', inMs: 0, write: newId() } });
      for (let n = 0; n < 3; n++) await stage.order('take', { id: newId(), write: newId(), remind: { kind: 'willing', inMs: 0, write: newId() } });
      await stage.orders('takeAll', [{ id: newId(), write: newId() }, { id: newId(), write: newId() }]);
      await stage.order('move', { id: opened, write: newId(), remind: { kind: 'willing', inMs: 3_600_000, write: newId() } });
      const calm = { id: opened, write: newId(), calm: true };
      for (let n = 0; n < 2; n++) await stage.order('move', calm);
      await stage.order('refuse', { id: opened, write: newId() });
      for (const call of ['consider', 'leave', 'ponder']) await stage.errand(call, { id: opened, write: newId() });
      await stage.errand('read');
      await stage.until(async () => expect(await stage.chain.count('depot', 'timer')).toBe(0));
    },
  },
  {
    role: 'clerk', name: 'takes orders together',
    play: async (stage) => {
      const [first, second] = [newId(), newId()];
      await stage.orders('takeAll', [{ id: first, write: newId() }, { id: second, write: newId() }]);
      const [alone, repeated] = [{ id: first, write: newId() }, { id: second, write: newId() }];
      await stage.orders('moveAll', [alone, repeated, { id: first, write: newId() }]);
      await stage.orders('moveAll', [{ id: first, write: newId() }, repeated, { id: second, write: newId(), comesTo: 'nothing' }, { id: first, write: newId() }]);
      await stage.orders('moveAll', [{ id: second, write: newId() }, { id: second, write: newId(), comesTo: 'refusal' }, { id: first, write: newId() }]);
    },
  },
  {
    role: 'clerk', name: 'looks after the service',
    play: async (stage) => {
      const { topic } = stage.chain.contracts.Moved;
      await stage.errand('forget');
      await stage.errand('clock');
      await stage.errand('broker');
      await stage.errand('lag', { group: `desk.views.${topic}`, topic });
    },
  },
  {
    role: 'clerk', name: 'makes topics',
    play: async (stage) => {
      const fresh = randomUUID().slice(0, 8);
      await stage.errand('topics', [`aftercare.spare.thing${fresh}`, stage.chain.contracts.Moved.topic]);
      await stage.errand('stray', `aftercare.spare.none${fresh}`);
      await stage.errand('hear', stage.chain.contracts.Moved.topic);
      await stage.errand('tail', stage.chain.contracts.Moved.topic);
    },
  },
  {
    role: 'clerk', name: 'migrates',
    play: async (stage) => {
      const { chain } = stage;
      const service = { adminUrl: chain.servers.databaseUrl(chain.database), service: `spare_${randomUUID().slice(0, 8)}` };
      for (const call of ['stumble', 'migrate', 'migrate', 'collide']) await stage.errand(call, service);
    },
  },
  {
    role: 'clerk', name: 'makes topics over a line that breaks',
    // What breaks it is an answer about the ends of partitions.
    before: async ({ chain }) => chain.servers.kafkaProxy.loseAnswers({ apiKey: 2, every: 1, silently: false }),
    play: async (stage) => {
      const clerk = stage.worker('clerk');
      const answered = stage.errand('topics', [`aftercare.spare.late${randomUUID().slice(0, 8)}`]);
      await comesTo(stage, clerk, 'event-bus/kafka/provision untilServed 3');
      stage.chain.servers.heal();
      await answered;
    },
  },
  {
    role: 'clerk', name: 'waits for the broker',
    before: async ({ chain }) => chain.servers.kafkaProxy.refuse(),
    play: async (stage) => {
      const clerk = stage.worker('clerk');
      const answered = stage.errand('broker');
      await comesTo(stage, clerk, 'event-bus/kafka/provision waitForBroker 6');
      stage.chain.servers.heal();
      await answered;
    },
  },
  {
    role: 'clerk', name: 'releases a held key',
    before: async (stage) => {
      await mostBytes(stage, 2_048);
      await refused(stage);
    },
    play: release,
    mend: release,
  },
  closes('clerk'),

  { role: 'reader', name: 'works', play: (stage) => more(stage, 'desk', 'effect', 100) },
  {
    role: 'reader', name: 'puts events aside and tries them again',
    play: async (stage) => {
      const { chain } = stage;
      const [passing, holed, poisoned] = [randomUUID(), randomUUID(), randomUUID()];
      await conduct(stage, { broken: [poisoned, ...chain.keys.slice(0, 2)] });
      const { type } = chain.contracts.Stray;
      // A version that nobody knows can be read no better at the next try.
      for (const record of [stray(stage.chain, randomUUID(), 1, type.replace('.v1', '.v99')), stray(stage.chain, passing, 1, type.replace('.seen.', '.vanished.')), stray(stage.chain, holed, 1), stray(stage.chain, holed, 3), stray(stage.chain, poisoned, 1), stray(stage.chain, poisoned, 2)]) await chain.collector.bus.publishBatch([record]);
      await stage.until(async () => expect(await chain.count('desk', 'parked', `status = 'failing' AND attempts > 1 AND key = '${poisoned}'`)).toBeGreaterThan(0));
      await comesTo(stage, stage.worker('reader'), 'event-bus/units/retrier Retrier.#step 3');
      await chain.collector.bus.publishBatch([stray(stage.chain, holed, 2)]);
      await conduct(stage, {});
      const keys = [holed, poisoned, ...chain.keys].map((key) => `'${key}'`).join();
      await stage.until(async () => expect(await chain.count('desk', 'parked', `key IN (${keys})`)).toBe(0));
    },
    mend: (stage) => conduct(stage, {}),
  },
  {
    role: 'reader', name: 'fails at every key',
    play: async (stage) => {
      await conduct(stage, { broken: stage.chain.keys });
      await stage.until(async () => expect((await stage.worker('reader').call<ReaderStatus>('status')).units.map(({ paused }) => paused)).toContain(true));
    },
    mend: (stage) => conduct(stage, {}),
  },
  {
    role: 'reader', name: 'shares its partitions with another one',
    play: async (stage) => {
      const first = stage.worker('reader');
      const second = await stage.start('reader');
      await stage.chain.ready();
      await more(stage, 'desk', 'effect', 50);
      // What the other one leaves cannot be taken up at once.
      stage.chain.servers.postgresProxy.refuse();
      await second.stop();
      await comesTo(stage, first, 'event-bus/kafka/group-consumer GroupConsumer.#settle 2');
      stage.chain.servers.heal();
      await more(stage, 'desk', 'effect', 50);
    },
    mend: async (stage) => {
      for (const extra of stage.chain.readers.filter(({ running }) => running).slice(0, -1)) await extra.stop();
    },
  },
  {
    role: 'reader', name: 'finds its offsets moved by others',
    play: async (stage) => {
      const { Moved } = stage.chain.contracts;
      // Back by one: what is read again has no effect.
      await stage.chain.query('desk', 'UPDATE consumer_offset SET next_offset = next_offset - 1, last_event_id = NULL WHERE topic = $1 AND next_offset > 0', [Moved.topic]);
      await comesTo(stage, stage.worker('reader'), 'event-bus/units/unit Unit.#catchUp 1');
      await more(stage, 'desk', 'effect', 50);
    },
  },
  {
    role: 'reader', name: 'has trouble with one key',
    play: async (stage) => {
      await conduct(stage, { troubled: stage.chain.keys.slice(0, 1) });
      await comesTo(stage, stage.worker('reader'), 'event-bus/units/unit Unit.#take 1');
    },
    mend: (stage) => conduct(stage, {}),
  },
  {
    role: 'reader', name: 'meets a hole in the log that is none',
    play: async (stage) => {
      const [key] = stage.chain.keys;
      const { topic } = stage.chain.contracts.Stray;
      const length = async () => (await stage.chain.collector.bus.admin.offsets(topic)).reduce((sum, { high }) => sum + Number(high), 0);
      const position = async () => Number((await stage.chain.query<{ next: string }>('desk', `SELECT coalesce(sum(next_offset), 0) AS next FROM consumer_offset WHERE topic = $1`, [topic]))[0]?.next);
      const end = await length();
      await inTransaction(stage.chain, [stray(stage.chain, key!, 1)]);
      // The end of a transaction takes a place in the log, a little later, and is no record. A reader stands before it.
      await stage.until(async () => expect(await length()).toBe(end + 2));
      await stage.until(async () => expect(await position()).toBe(end + 1));
      await stage.chain.collector.bus.publishBatch([stray(stage.chain, key!, 2)]);
      await comesTo(stage, stage.worker('reader'), 'event-bus/units/unit Unit.#cutAway 2');
    },
    // What ends with a hole is never read to its end.
    mend: async (stage) => void (await stage.chain.collector.bus.publishBatch([stray(stage.chain, stage.chain.keys[0]!, 1)])),
  },
  {
    role: 'reader', name: 'loses Postgres',
    play: async (stage) => {
      for (let n = 0; n < 4; n++) {
        await more(stage, 'desk', 'effect', 10);
        stage.chain.servers.postgresProxy.cut();
      }
      await more(stage, 'desk', 'effect', 10);
    },
  },
  {
    role: 'reader', name: 'loses Kafka',
    play: async (stage) => {
      stage.chain.servers.kafkaProxy.refuse();
      await stage.until(async () => expect((await stage.worker('reader').call<ReaderStatus>('status')).units.map(({ healthy }) => healthy)).toContain(false));
      stage.chain.servers.heal();
      await more(stage, 'desk', 'effect', 50);
    },
  },
  {
    role: 'reader', name: 'makes a projection anew',
    play: async (stage) => {
      await rebuild(stage, 'Tally', 'swapped');
      await comesTo(stage, stage.worker('reader'), 'event-bus/rebuild/rebuilds Rebuilds.next 5');
    },
  },
  {
    role: 'reader', name: 'loses Postgres while it makes a projection anew',
    play: async (stage) => {
      const { postgresProxy } = stage.chain.servers;
      const hits = async (name: AwaitName): Promise<number> => (await stage.hits(stage.worker('reader')))[name] ?? 0;
      const [begins, asksAgain] = ['event-bus/rebuild/rebuild Rebuild.#build 1', 'event-bus/rebuild/rebuild Rebuild.go 2'] as const;
      let begun = await hits(begins);
      const before = await hits(asksAgain);
      // So slow that whoever begins is cut off in it.
      postgresProxy.slow(100);
      await rebuild(stage, 'Tally', 'running');
      await stage.until(async () => {
        const now = await hits(begins);
        if (now > begun) postgresProxy.cut();
        begun = now;
        expect(await hits(asksAgain)).toBeGreaterThan(before);
      });
      stage.chain.servers.heal();
      await stage.until(async () => expect(await rebuilds(stage, 'Tally')).toMatchObject([{ status: 'swapped' }]));
    },
  },
  {
    role: 'reader', name: 'makes a projection anew that has no tables',
    play: (stage) => rebuild(stage, 'View', 'failed'),
  },
  {
    role: 'reader', name: 'makes a projection anew that had a row too many',
    before: (stage) => stage.chain.query('desk', `INSERT INTO tally (key, moves, last) VALUES ('nobody', 1, 1)`),
    play: (stage) => rebuild(stage, 'Tally', 'differs'),
    mend: (stage) => stage.chain.query('desk', `DELETE FROM tally WHERE key = 'nobody'`),
  },
  {
    role: 'reader', name: 'makes a projection anew while a key is parked',
    before: async (stage) => {
      const key = stage.chain.keys[0]!;
      await conduct(stage, { broken: [key] });
      await stage.until(async () => expect(await stage.chain.count('desk', 'parked', `unit = 'views' AND key = '${key}'`)).toBeGreaterThan(0));
    },
    play: (stage) => rebuild(stage, 'Tally', 'failed'),
    mend: (stage) => conduct(stage, {}),
  },
  closes('reader'),

  starts('writer'),
  starts('clerk'),
  {
    ...starts('reader'),
    // It asks about what was passed by once, and was made anew since.
    before: async (stage) => {
      await stop(stage, 'reader');
      const { topic, type } = stage.chain.contracts.Moved;
      await stage.chain.query('desk', `INSERT INTO skipped (unit, topic, type, count, rebuilt) VALUES ('views', $1, $2, 1, '{Tally,View}') ON CONFLICT DO NOTHING`, [topic, type]);
    },
  },
];
