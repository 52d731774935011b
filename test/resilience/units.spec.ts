import { ensureTopics, type BusRecord } from '@aftercare/event-bus';
import { eventually } from '@aftercare/testing';
import type { Chain, ReaderStatus } from './rig/chain';
import { withAdmin } from './rig/kafka-tools';
import { again } from './rig/log-collector';
import { dropChain, note, onServers, prove, theChain } from './rig/proof';
import type { WorkerProcess } from './rig/worker-process';
import type { Conduct } from './src/reader';
import type { Failpoint } from './src/failpoint';

onServers();

const effects = (chain: Chain, where = 'true'): Promise<number> => chain.count('desk', 'effect', where);

/** So many more effects than now. */
const moreEffects = async (chain: Chain, count: number, within = 20_000): Promise<void> => {
  const before = await effects(chain);
  await eventually(async () => expect(await effects(chain)).toBeGreaterThanOrEqual(before + count), { within });
};

const statusOf = (reader: WorkerProcess): Promise<ReaderStatus> => reader.call('status');

const groupsOf = ({ contracts: { Moved, Noticed, Stray } }: Chain): string[] => [`desk.reactions.${Moved.topic}`, ...[Moved, Noticed, Stray].map(({ topic }) => `desk.views.${topic}`)];

/** What the log has of `Moved`, ready to be published again. */
const published = async (chain: Chain): Promise<BusRecord[]> => (await chain.collector.all()).filter(({ topic }) => topic === chain.contracts.Moved.topic).map(again);

const publish = async (chain: Chain, records: readonly BusRecord[]): Promise<void> => {
  for (let from = 0; from < records.length; from += 400) await chain.collector.bus.publishBatch(records.slice(from, from + 400));
};

/** Publishes them and sees them dropped. */
const absorb = async (chain: Chain, records: readonly BusRecord[]): Promise<void> => {
  const before = (await statusOf(chain.reader)).counts.duplicates;
  await publish(chain, records);
  // Both units hear them.
  await eventually(async () => expect((await statusOf(chain.reader)).counts.duplicates).toBeGreaterThanOrEqual(before + 2 * records.length), { within: 20_000 });
};

describe('the log repeats itself', () => {
  it('15: a whole batch twice', () => prove(async (chain) => {
    await moreEffects(chain, 400);
    await chain.stopWriting();
    await chain.quiet();
    const records = (await published(chain)).slice(-200);
    await absorb(chain, records);
    return { injected: records.length };
  }));

  it('16: old records after newer ones, in any order', () => prove(async (chain) => {
    await chain.stopWriting();
    await chain.quiet();
    const records = (await published(chain)).slice(0, 300).reverse();
    await absorb(chain, records);
    return { injected: records.length };
  }));
});

describe('a reader dies', () => {
  it.each([
    ['19: after COMMIT in the view', { place: 'COMMIT after write-effects', when: 'after' }],
    ['19: after COMMIT in the reaction that raised an event', { place: 'COMMIT after append-events', when: 'after' }],
    ['20: with everything done but COMMIT', { place: 'COMMIT after write-effects', when: 'before' }],
  ] as const)('%s', (_, failpoint: Failpoint) => prove(async (chain) => {
    const { reader } = chain;
    await moreEffects(chain, 50);
    await reader.call('arm', failpoint);
    await reader.ended();
    await chain.startReader();
    return { injected: 1 };
  }));

  it('56: kill -9; another one applies again within 12 s', () => prove(async (chain) => {
    await moreEffects(chain, 50);
    await chain.reader.kill();
    const dead = performance.now();
    const before = await effects(chain);
    await chain.startReader();
    await eventually(async () => expect(await effects(chain)).toBeGreaterThan(before), { within: 20_000 });
    const seconds = (performance.now() - dead) / 1_000;
    expect(seconds).toBeLessThan(12);
    return { injected: 1 };
  }));

  it('42: by SIGTERM under load, again and again: in good order, in less than 10 s, its groups left', () => prove(async (chain) => {
    for (let n = 0; n < 3; n++) {
      await moreEffects(chain, 100);
      const { seconds, clean } = await chain.reader.stop();
      expect({ clean, inTime: seconds < 10 }).toEqual({ clean: true, inTime: true });
      await withAdmin(chain.servers.brokers, async (admin) => {
        const { groups } = await admin.describeGroups(groupsOf(chain));
        expect(groups.flatMap(({ members }) => members)).toEqual([]);
      });
      await chain.startReader();
    }
    return { injected: 3 };
  }));

  it('22: the broker forgets its groups meanwhile: nothing is read again', () => prove(async (chain) => {
    await moreEffects(chain, 100);
    await chain.reader.stop();
    await withAdmin(chain.servers.brokers, (admin) => admin.deleteGroups(groupsOf(chain)));
    await chain.startReader();
    await moreEffects(chain, 100);
    await chain.stopWriting();
    await chain.quiet();
    expect((await statusOf(chain.reader)).counts.duplicates).toBe(0);
    return { injected: 1 };
  }));
});

describe('readers among themselves', () => {
  it('18: a second one joins and leaves while handlers are at work', () => prove(async (chain) => {
    const first = chain.reader;
    await first.call('conduct', { viewMs: 400, reactionMs: 20 } satisfies Conduct);
    await moreEffects(chain, 50);
    const second = await chain.startReader();
    await second.call('conduct', { viewMs: 400, reactionMs: 20 } satisfies Conduct);
    await eventually(async () => expect((await statusOf(second)).counts.applied).toBeGreaterThan(50), { within: 40_000 });
    await second.stop();
    await first.call('conduct', {} satisfies Conduct);
    await moreEffects(chain, 50);
    return { injected: 2 };
  }));

  it('21: one that is stopped for longer than its session comes back too late', () => prove(async (chain) => {
    const first = chain.reader;
    const second = await chain.startReader();
    await eventually(async () => expect((await statusOf(second)).counts.applied).toBeGreaterThan(20), { within: 30_000 });
    first.pause();
    const { applied } = (await statusOf(second)).counts;
    // The second has all partitions once those of the first are its own.
    await eventually(async () => {
      await withAdmin(chain.servers.brokers, async (admin) => {
        const { groups } = await admin.describeGroups(groupsOf(chain));
        expect(groups.map(({ members, state }) => `${members.length} ${state}`)).toEqual(groups.map(() => '1 Stable'));
      });
      expect((await statusOf(second)).counts.applied).toBeGreaterThan(applied + 50);
    }, { within: 30_000 });
    first.resume();
    await moreEffects(chain, 100);
    await second.stop();
    return { injected: 1 };
  }));

  it('48: the event loop of one is blocked for 10 s', () => prove(async (chain) => {
    const first = chain.reader;
    const second = await chain.startReader();
    await eventually(async () => expect((await statusOf(second)).counts.applied).toBeGreaterThan(20), { within: 30_000 });
    await first.call('block', 10_000);
    await moreEffects(chain, 100);
    await second.stop();
    return { injected: 1 };
  }));

  it('31: a slow reaction holds nobody else up, and fills no memory', () => prove(async (chain) => {
    await chain.reader.call('conduct', { reactionMs: 40 } satisfies Conduct);
    const before = await effects(chain, "unit = 'views'");
    await chain.write({ lanes: 8, perSecond: 250, aborts: 0 });
    await eventually(async () => expect(await effects(chain, "unit = 'views'")).toBeGreaterThan(before + 1_000), { within: 30_000 });
    await chain.stopWriting();
    const { megabytes, units } = await statusOf(chain.reader);
    expect(units.find(({ unit }) => unit === 'reactions')?.lag).toBeGreaterThan(200);
    expect(megabytes).toBeLessThan(300);
    await chain.reader.call('conduct', {} satisfies Conduct);
    return { injected: 1 };
  }));
});

describe('the log is not what it was', () => {
  it('44: a topic has got more partitions: the start is refused by name', () => prove(async (chain) => {
    const { topic } = chain.contracts.Stray;
    await withAdmin(chain.servers.brokers, (admin) => admin.createPartitions({ topicPartitions: [{ topic, count: 13 }] }));
    await eventually(() => expect(ensureTopics(chain.servers.brokers, [topic])).rejects.toThrow(`topic ${topic} has 13 partitions instead of 12`));
    await moreEffects(chain, 50);
    return { injected: 1 };
  }));

  it('24: it was cut away beyond the place where a reader goes on: it stops and says so', async () => {
    await dropChain();
    const chain = await theChain();
    await chain.write();
    await moreEffects(chain, 200);
    await chain.reader.stop();
    const before = await effects(chain);
    const { topic } = chain.contracts.Moved;
    const stored = await chain.count('depot', 'event');
    await eventually(async () => expect(await chain.count('depot', 'event')).toBeGreaterThan(stored + 200), { within: 20_000 });
    await chain.stopWriting();
    await eventually(async () => expect(await chain.count('depot', 'outbox')).toBe(0), { within: 10_000 });
    await withAdmin(chain.servers.brokers, async (admin) => {
      const ends = await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: ends.map(({ partition, high }) => ({ partition, offset: high })) });
    });
    const reader = await chain.startReader();
    await eventually(async () => {
      for (const { healthy, reason } of (await statusOf(reader)).units) expect({ healthy, reason }).toEqual({ healthy: false, reason: expect.stringMatching(/begins at offset \d+, beyond \d+ .*run ops restore/) });
    }, { within: 30_000 });
    expect(await effects(chain, `topic = '${topic}'`)).toBe(await effects(chain, `topic = '${topic}' AND id <= ${before}`));
    note({ fault: expect.getState().currentTestName ?? '', injected: 1, committed: await chain.count('depot', 'event'), lost: 0, twice: 0, outOfOrder: 0, duplicateRecords: 0, gapsNamed: 2, recoverySeconds: null });
    await dropChain();
  });

  it('51: the tail of every partition is gone, the last event of each key with it: it is filled again, and readers begin anew', () => prove(async (chain) => {
    const { topic } = chain.contracts.Moved;
    await moreEffects(chain, 400);
    await chain.stopWriting();
    await chain.quiet();
    await chain.writer.stop();
    await chain.reader.stop();
    const records = (await chain.collector.all()).filter((record) => record.topic === topic);
    const last = new Map(records.map(({ key, offset }) => [String(key), offset]));
    const firstCut = new Map<number, bigint>();
    for (const { key, partition } of records) {
      const end = last.get(String(key)) ?? 0n;
      firstCut.set(partition, end < (firstCut.get(partition) ?? end + 1n) ? end : (firstCut.get(partition) ?? end));
    }
    const survivors = records.filter(({ partition, offset }) => offset < (firstCut.get(partition) ?? 0n));
    expect(survivors.length).toBeLessThan(records.length);
    await withAdmin(chain.servers.brokers, async (admin) => {
      await admin.deleteTopics({ topics: [topic] });
      await eventually(async () => expect(await admin.listTopics()).not.toContain(topic), { within: 10_000 });
    });
    chain.collector.forget(topic);
    await ensureTopics(chain.servers.brokers, [topic]);
    await publish(chain, survivors.map(again));
    await chain.startWriter();
    await eventually(async () => expect(await chain.writer.call('status')).toMatchObject({ leader: true, healthy: true }), { within: 30_000 });
    // The log is another one now: a reader says so instead of guessing where to go on.
    const reader = await chain.startReader();
    await eventually(async () => {
      for (const { healthy, reason } of (await statusOf(reader)).units) expect({ healthy, reason }).toEqual({ healthy: false, reason: expect.stringMatching(/run ops resync/) });
    }, { within: 30_000 });
    await reader.stop();
    await chain.query('desk', 'UPDATE consumer_offset SET next_offset = 0, last_event_id = NULL WHERE topic = $1', [topic]);
    await chain.startReader();
    await chain.ready();
    await chain.write();
    await moreEffects(chain, 100);
    return { injected: records.length - survivors.length, gapsNamed: 2 };
  }));
});

describe('a topic is missing', () => {
  it('30: nobody makes it; everything waits, and goes on when it is there', async () => {
    await dropChain();
    const chain = await theChain({ topics: false });
    const { topic } = chain.contracts.Moved;
    await prove(async () => {
      await chain.write();
      await eventually(async () => expect(await chain.count('depot', 'event')).toBeGreaterThan(100), { within: 20_000 });
      expect(await chain.writer.call('status')).toMatchObject({ healthy: false });
      expect((await statusOf(chain.reader)).units.map(({ healthy }) => healthy)).toEqual([false, false]);
      expect(await withAdmin(chain.servers.brokers, (admin) => admin.listTopics())).not.toContain(topic);
      await ensureTopics(chain.servers.brokers, [topic]);
      return { injected: 1 };
    });
  });
});
