import { randomUUID } from 'node:crypto';
import { Database, Feed } from '@aftercare/event-store';
import { eventually, principals } from '@aftercare/testing';
import type { Chain, ReaderStatus, WriterStatus } from './rig/chain';
import { withClient } from './rig/chain';
import { newDuplicates, onServers, prove } from './rig/proof';
import { moreEvents } from './rig/steps';
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

/** A writer whose transaction over this key has everything but its COMMIT. */
const holdCommit = async (chain: Chain, key: string): Promise<WorkerProcess> => {
  const holding = await chain.startWriter();
  await holding.call('arm', { place: 'COMMIT after append-events', when: 'before', key, hold: true } satisfies Failpoint);
  await holding.call('work', { keys: [key], perSecond: 0, lanes: 1, aborts: 0 } satisfies Work);
  const held = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction' AND query LIKE 'WITH input AS%'`;
  await eventually(async () => expect(await chain.query('depot', held)).toHaveLength(1), { within: 5_000 });
  await moreEvents(chain, 10);
  return holding;
};

const storedWrites = async (chain: Chain): Promise<Set<string>> =>
  new Set((await chain.query<{ write: string }>('depot', `SELECT DISTINCT convert_from(payload, 'UTF8')::json ->> 'write' AS write FROM event`)).map(({ write }) => write));

describe('1: a writer dies before its COMMIT: no event and no state', () => {
  it.each(['before', 'after'] as const)('%s its append', (when) => prove(async (chain) => {
    await chain.write({ lanes: 1 });
    await moreEvents(chain, 20);
    const dead = await dieAt(chain, { place: 'append-events', when });
    // The last one is what it died in; before that, one may have waited too long for a row.
    const unresolved = chain.unresolved(dead);
    expect(unresolved).not.toEqual([]);
    const stored = await storedWrites(chain);
    expect(unresolved.filter((write) => stored.has(write))).toEqual([]);
    return { injected: 1 };
  }));

  it('with COMMIT unsent', () => prove(async (chain) => {
    await chain.write({ lanes: 1 });
    await moreEvents(chain, 20);
    const dead = await dieAt(chain, { place: 'COMMIT after append-events', when: 'before' });
    expect(await storedWrites(chain)).not.toContain(chain.unresolved(dead).at(-1));
    return { injected: 1 };
  }));

});

describe('a writer dies', () => {
  it('2: after COMMIT, before anybody was told: the events go their way', () => prove(async (chain) => {
    await chain.write({ lanes: 1 });
    await moreEvents(chain, 20);
    const dead = await dieAt(chain, { place: 'COMMIT after append-events', when: 'after' });
    expect(await storedWrites(chain)).toContain(chain.unresolved(dead).at(-1));
    return { injected: 1 };
  }));

  it('4: between the acknowledgement and the delete: at most one batch twice in the log', () => prove(async (chain) => {
    await moreEvents(chain, 50);
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
});

describe('writers among themselves', () => {
  it('10: a lower id commits last, and is not left out', () => prove(async (chain) => {
    const late = randomUUID();
    const holding = await holdCommit(chain, late);
    const published = 'NOT EXISTS (SELECT FROM outbox o WHERE o.id = event.id)';
    const [before] = await chain.query<{ id: string }>('depot', 'SELECT max(id) AS id FROM event');
    await eventually(async () => expect(await chain.count('depot', 'event', `id > ${before?.id} AND ${published}`)).toBeGreaterThan(20), { within: 5_000 });
    const [reached] = await chain.query<{ id: string }>('depot', `SELECT max(id) AS id FROM event WHERE ${published}`);
    await holding.call('release');
    await eventually(async () => expect(await chain.count('depot', 'event', `key = '${late}'`)).toBeGreaterThan(0));
    // Later ids were published before it was committed: a cursor would have passed it by.
    expect(await chain.count('depot', 'event', `key = '${late}' AND id < ${reached?.id}`)).toBeGreaterThan(0);
    await chain.stopWriting();
    await holding.stop();
    return { injected: 1 };
  }));

  it('57: an outside reader follows the parcels meanwhile: a late commit is not passed over', () => prove(async (chain) => {
    const database = await Database.open({ url: chain.url('depot', false), service: 'depot', poolSize: 2 });
    const parcels = new Feed<{ readonly id: string; readonly version: number }>('parcel', 'version');
    const copy = new Map<string, number>();
    let cursor: string | null = null;
    const read = async (): Promise<number> => {
      const { items, next } = await parcels.page(database, principals.auditor, 'ticket:read', cursor, 7);
      cursor = next;
      for (const { id, version } of items) copy.set(id, version);
      return items.length;
    };
    const readAll = async (): Promise<void> => {
      while ((await read()) > 0);
    };
    for (const late of [randomUUID(), randomUUID()]) {
      const holding = await holdCommit(chain, late);
      await readAll();
      await moreEvents(chain, 40);
      await readAll();
      expect(copy.has(late)).toBe(false);
      await holding.call('release');
      await eventually(async () => {
        await readAll();
        expect(copy.has(late)).toBe(true);
      });
      await holding.kill();
    }
    await chain.stopWriting();
    const stored = await chain.query<{ id: string; version: number }>('depot', 'SELECT id, version FROM parcel');
    await eventually(async () => {
      await readAll();
      expect(copy).toEqual(new Map(stored.map(({ id, version }) => [id, version])));
    });
    await database.close();
    return { injected: 2 };
  }));

  it('11: somebody writes in another database for a long time: nobody waits for him', () => prove(async (chain) => {
    await withClient(chain.servers.databaseUrl('postgres'), async (foreign) => {
      await foreign.query('BEGIN; CREATE TABLE held_open (n int); INSERT INTO held_open VALUES (1)');
      await moreEvents(chain, 100);
      await chain.stopWriting();
      await chain.quiet(5_000);
      await foreign.query('ROLLBACK');
    });
    return { injected: 1 };
  }));

  it('13: 32 at a time at two keys', () => prove(async (chain) => {
    await chain.write({ keys: chain.keys.slice(0, 2), lanes: 32, perSecond: 0, aborts: 0.3 });
    await moreEvents(chain, 300);
    return { injected: 1 };
  }));

  it('14: nine of ten transactions give up after they have raised their events', () => prove(async (chain) => {
    await chain.write({ lanes: 8, perSecond: 0, aborts: 0.9 });
    await moreEvents(chain, 150);
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
    const exhausted = writer.call('exhaust', 2_500);
    await moreEvents(chain, 100);
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
    await moreEvents(chain, 50);
    return { injected: 1 };
  }));

  it('8: a leader that is stopped loses it, and does no harm when it goes on', () => prove(async (chain) => {
    const first = chain.writer;
    await moreEvents(chain, 50);
    first.pause();
    const second = await chain.startWriter();
    await second.call('work', { keys: chain.keys, perSecond: 100, lanes: 4, aborts: 0.1 });
    await eventually(async () => expect(await second.call<WriterStatus>('status')).toMatchObject({ leader: true }), { within: 12_000 });
    await moreEvents(chain, 50);
    first.resume();
    await moreEvents(chain, 50);
    expect(await second.call<WriterStatus>('status')).toMatchObject({ leader: true });
    await chain.stopWriting();
    await first.stop();
    return { injected: 1 };
  }));

  it('9: a leader whose session dies publishes at most the batch in flight, and leads again', () => prove(async (chain) => {
    for (let n = 0; n < 3; n++) {
      await moreEvents(chain, 50);
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
