import { randomUUID } from 'node:crypto';
import { eventually } from '@aftercare/testing';
import type { Chain, ReaderStatus, WriterStatus } from './rig/chain';
import { withClient } from './rig/chain';
import { newDuplicates, onServers, prove } from './rig/proof';
import type { WorkerProcess } from './rig/worker-process';
import type { Failpoint } from './src/failpoint';
import type { Work } from './src/writer';

onServers();

const largestBatch = 500;

/** The newest writer dies at this place, and another one takes over. */
const dieAt = async (chain: Chain, failpoint: Failpoint): Promise<WorkerProcess> => {
  const { writer } = chain;
  await writer.call('arm', failpoint);
  await writer.ended();
  await chain.startWriter();
  return writer;
};

/** So many more events than now are committed. */
const more = async (chain: Chain, events: number, within = 20_000): Promise<void> => {
  const before = await chain.count('depot', 'event');
  await eventually(async () => expect(await chain.count('depot', 'event')).toBeGreaterThanOrEqual(before + events), { within });
};

const storedWrites = async (chain: Chain): Promise<Set<string>> =>
  new Set((await chain.query<{ write: string }>('depot', `SELECT DISTINCT convert_from(payload, 'UTF8')::json ->> 'write' AS write FROM event`)).map(({ write }) => write));

describe('a writer dies', () => {
  it.each(['before', 'after'] as const)('1: %s its append, before COMMIT: no event and no state', (when) => prove(async (chain) => {
    await chain.write({ lanes: 1 });
    await more(chain, 20);
    const dead = await dieAt(chain, { place: 'append-events', when });
    const unresolved = chain.unresolved(dead);
    expect(unresolved).toHaveLength(1);
    expect(await storedWrites(chain)).not.toContain(unresolved[0]);
    return { injected: 1 };
  }));

  it('1: with COMMIT unsent', () => prove(async (chain) => {
    await chain.write({ lanes: 1 });
    await more(chain, 20);
    const dead = await dieAt(chain, { place: 'COMMIT after append-events', when: 'before' });
    expect(await storedWrites(chain)).not.toContain(chain.unresolved(dead).at(-1));
    return { injected: 1 };
  }));

  it('2: after COMMIT, before anybody was told: the events go their way', () => prove(async (chain) => {
    await chain.write({ lanes: 1 });
    await more(chain, 20);
    const dead = await dieAt(chain, { place: 'COMMIT after append-events', when: 'after' });
    expect(await storedWrites(chain)).toContain(chain.unresolved(dead).at(-1));
    return { injected: 1 };
  }));

  it('4: between the acknowledgement and the delete: at most one batch twice in the log', () => prove(async (chain) => {
    await more(chain, 50);
    for (const failpoint of [{ place: 'publish', when: 'after' }, { place: 'relay-settle', when: 'before' }] as const) {
      await dieAt(chain, failpoint);
      await chain.write();
      await chain.ready();
    }
    await chain.stopWriting();
    await chain.quiet();
    const duplicates = await newDuplicates(chain);
    expect(duplicates).toBeGreaterThan(0);
    expect(duplicates).toBeLessThanOrEqual(2 * largestBatch);
    return { injected: 2 };
  }));

  it('42: by SIGTERM under load, again and again: in good order, in less than 10 s', () => prove(async (chain) => {
    for (let n = 0; n < 3; n++) {
      await chain.write();
      await more(chain, 50);
      const { seconds, clean } = await chain.writer.stop();
      expect({ clean, inTime: seconds < 10 }).toEqual({ clean: true, inTime: true });
      await chain.startWriter();
    }
    expect(await newDuplicates(chain)).toBe(0);
    return { injected: 3 };
  }));
});

describe('writers among themselves', () => {
  it('10: a lower id commits last, and is not left out', () => prove(async (chain) => {
    const late = randomUUID();
    const holding = await chain.startWriter();
    await holding.call('arm', { place: 'COMMIT after append-events', when: 'before', key: late, hold: true } satisfies Failpoint);
    await holding.call('work', { keys: [late], perSecond: 0, lanes: 1, aborts: 0 } satisfies Work);
    const held = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction' AND query LIKE 'WITH input AS%'`;
    await eventually(async () => expect(await chain.query('depot', held)).toHaveLength(1), { within: 5_000 });
    await more(chain, 60, 5_000);
    const published = await eventually(async () => {
      const [row] = await chain.query<{ id: string | null }>('depot', 'SELECT max(id) AS id FROM event e WHERE NOT EXISTS (SELECT FROM outbox o WHERE o.id = e.id)');
      return Number(row?.id);
    });
    await holding.call('release');
    await eventually(async () => expect(await chain.count('depot', 'event', `key = '${late}'`)).toBeGreaterThan(0));
    // Later ids were published before it was committed: a cursor would have passed it by.
    const passed = await chain.count('depot', 'event', `id <= ${published} AND id > (SELECT min(id) FROM event WHERE key = '${late}')`);
    expect(passed).toBeGreaterThan(20);
    await chain.stopWriting();
    await holding.stop();
    return { injected: 1 };
  }));

  it('11: somebody writes in another database for a long time: nobody waits for him', () => prove(async (chain) => {
    await withClient(chain.servers.databaseUrl('postgres'), async (foreign) => {
      await foreign.query('BEGIN; CREATE TABLE held_open (n int); INSERT INTO held_open VALUES (1)');
      await more(chain, 100);
      await chain.stopWriting();
      await chain.quiet(5_000);
      await foreign.query('ROLLBACK');
    });
    return { injected: 1 };
  }));

  it('13: 32 at a time at two keys', () => prove(async (chain) => {
    await chain.write({ keys: chain.keys.slice(0, 2), lanes: 32, perSecond: 0, aborts: 0.3 });
    await more(chain, 300);
    return { injected: 1 };
  }));

  it('14: nine of ten transactions give up after they have raised their events', () => prove(async (chain) => {
    await chain.write({ lanes: 8, perSecond: 0, aborts: 0.9 });
    await more(chain, 150);
    return { injected: 1 };
  }));

  it('40: deadlocks', () => prove(async (chain) => {
    const deadlocks = async () => Number((await chain.query<{ deadlocks: string }>('depot', 'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()'))[0]?.deadlocks);
    const before = await deadlocks();
    await chain.write({ keys: chain.keys.slice(0, 4), lanes: 10, perSecond: 0, aborts: 0, crossing: true });
    await eventually(async () => expect(await deadlocks()).toBeGreaterThan(before), { within: 20_000 });
    return { injected: (await deadlocks()) - before };
  }));

  it('41: no connection of the pool is free: the relay has its own', () => prove(async (chain) => {
    const { writer } = chain;
    await chain.stopWriting();
    await chain.quiet();
    const second = await chain.startWriter();
    await second.call('work', { keys: chain.keys, perSecond: 100, lanes: 4, aborts: 0 });
    const exhausted = writer.call('exhaust', 3_000);
    await more(chain, 100);
    await second.call('work', { keys: [], perSecond: 0, lanes: 0, aborts: 0 });
    await eventually(async () => expect(await chain.count('depot', 'outbox')).toBe(0), { within: 1_500 });
    expect(await writer.call<WriterStatus>('status')).toMatchObject({ leader: true });
    await exhausted;
    await second.stop();
    return { injected: 1 };
  }));
});

describe('the lead', () => {
  it('54: two services of one database lead side by side', () => prove(async (chain) => {
    expect(await chain.writer.call<WriterStatus>('status')).toMatchObject({ leader: true });
    expect((await chain.reader.call<ReaderStatus>('status')).relay).toMatchObject({ leader: true });
    expect(await chain.query('depot', `SELECT DISTINCT classid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)).toHaveLength(2);
    await more(chain, 50);
    return { injected: 1 };
  }));

  it('8: a leader that is stopped loses it, and does no harm when it goes on', () => prove(async (chain) => {
    const first = chain.writer;
    await more(chain, 50);
    first.pause();
    const second = await chain.startWriter();
    await second.call('work', { keys: chain.keys, perSecond: 100, lanes: 4, aborts: 0.1 });
    await eventually(async () => expect(await second.call<WriterStatus>('status')).toMatchObject({ leader: true }), { within: 12_000 });
    await more(chain, 50);
    first.resume();
    await more(chain, 50);
    expect(await second.call<WriterStatus>('status')).toMatchObject({ leader: true });
    await chain.stopWriting();
    await first.stop();
    return { injected: 1 };
  }));

  it('9: a leader whose session dies publishes at most the batch in flight, and leads again', () => prove(async (chain) => {
    for (let n = 0; n < 3; n++) {
      await more(chain, 50);
      const ended = await chain.query('depot', `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND a.application_name = 'aftercare depot relay 0' AND a.datname = current_database()`);
      expect(ended).toHaveLength(1);
      await eventually(async () => expect(await chain.writer.call<WriterStatus>('status')).toMatchObject({ leader: true, healthy: true }), { within: 10_000 });
    }
    await chain.stopWriting();
    await chain.quiet();
    expect(await newDuplicates(chain)).toBeLessThanOrEqual(3 * largestBatch);
    return { injected: 3 };
  }));
});

describe('Kafka fails', () => {
  it('3: the broker is down while transactions commit', () => prove(async (chain) => {
    await chain.servers.killBroker();
    await chain.write({ lanes: 8, perSecond: 0, aborts: 0 });
    await more(chain, 1_500);
    expect(await chain.count('depot', 'outbox')).toBeGreaterThanOrEqual(1_500);
    await chain.stopWriting();
    await chain.servers.startBroker();
    return { injected: 1 };
  }));

  it('37: the broker dies under load and comes back', () => prove(async (chain) => {
    for (let n = 0; n < 2; n++) {
      await chain.write();
      await more(chain, 100);
      await chain.servers.killBroker();
      await more(chain, 100);
      await chain.stopWriting();
      await chain.servers.startBroker();
    }
    return { injected: 2 };
  }));

  it('5: acknowledgements get lost: repeats, and nothing else', () => prove(async (chain) => {
    const { kafkaProxy } = chain.servers;
    const { lost } = kafkaProxy;
    kafkaProxy.loseAnswers({ apiKey: 0, every: 3, silently: false });
    await eventually(() => expect(kafkaProxy.lost - lost).toBeGreaterThanOrEqual(8), { within: 30_000 });
    kafkaProxy.loseAnswers({ apiKey: 0, every: 1, silently: true });
    await eventually(() => expect(kafkaProxy.lost - lost).toBeGreaterThanOrEqual(9), { within: 5_000 });
    const injected = kafkaProxy.lost - lost;
    kafkaProxy.heal();
    await chain.stopWriting();
    await chain.quiet();
    expect(await newDuplicates(chain)).toBeGreaterThan(0);
    return { injected };
  }));

  it('38: the line to Kafka goes dead without a word', () => prove(async (chain) => {
    await more(chain, 50);
    chain.servers.kafkaProxy.blackHole();
    await eventually(async () => expect(await chain.writer.call<WriterStatus>('status')).toMatchObject({ healthy: false }), { within: 15_000 });
    return { injected: 1 };
  }));

  it('38: its lines die without a word and never come back; new ones work', () => prove(async (chain) => {
    await more(chain, 50);
    chain.servers.kafkaProxy.bury();
    await more(chain, 50);
    return { injected: 1 };
  }));

  it('38: lines end in the middle of an answer', () => prove(async (chain) => {
    const { kafkaProxy } = chain.servers;
    const before = kafkaProxy.cuts;
    kafkaProxy.cutAfter(700);
    await eventually(() => expect(kafkaProxy.cuts - before).toBeGreaterThanOrEqual(10), { within: 20_000 });
    return { injected: kafkaProxy.cuts - before };
  }));
});

describe('Postgres fails', () => {
  it('34: it crashes under load, three times', () => prove(async (chain) => {
    for (let n = 0; n < 3; n++) {
      await more(chain, 100);
      await chain.servers.crashPostgres();
      await chain.servers.startPostgres();
    }
    await more(chain, 50);
    return { injected: 3 };
  }));

  it('38: the line to it goes dead without a word', () => prove(async (chain) => {
    await more(chain, 50);
    chain.servers.postgresProxy.blackHole();
    await eventually(async () => expect(await chain.writer.call<WriterStatus>('status')).toMatchObject({ healthy: false }), { within: 45_000 });
    return { injected: 1 };
  }));

  it('38: its lines die without a word and never come back; new ones work', () => prove(async (chain) => {
    await more(chain, 50);
    chain.servers.postgresProxy.bury();
    await more(chain, 50, 60_000);
    return { injected: 1 };
  }));

  it('38: all lines to it are cut, again and again', () => prove(async (chain) => {
    for (let n = 0; n < 10; n++) {
      await more(chain, 10);
      chain.servers.postgresProxy.cut();
    }
    return { injected: 10 };
  }));
});
