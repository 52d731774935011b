import { randomUUID } from 'node:crypto';
import { ensureTopics, type BusRecord } from '@aftercare/event-bus';
import { eventually } from '@aftercare/testing';
import type { Chain, ReaderStatus } from './rig/chain';
import { withAdmin } from './rig/kafka-tools';
import { again } from './rig/log-collector';
import { dropChain, newDuplicates, note, onServers, prove, theChain, type Injection } from './rig/proof';
import { applied, moreEffects, moreEvents, publish, recordOf } from './rig/steps';
import type { WorkerProcess } from './rig/worker-process';
import type { Conduct } from './src/reader';
import type { Failpoint } from './src/failpoint';
import type { Work } from './src/writer';

onServers();

const effects = (chain: Chain, where = 'true'): Promise<number> => chain.count('desk', 'effect', where);

const statusOf = (reader: WorkerProcess): Promise<ReaderStatus> => reader.call('status');

const groupsOf = ({ contracts: { Moved, Noticed, Stray, Granted } }: Chain): string[] => [...[Moved, Granted].map(({ topic }) => `desk.reactions.${topic}`), ...[Moved, Noticed, Stray].map(({ topic }) => `desk.views.${topic}`)];

/** What the log has of `Moved`, ready to be published again. */
const published = async (chain: Chain): Promise<BusRecord[]> => (await chain.collector.all()).filter(({ topic }) => topic === chain.contracts.Moved.topic).map(again);

/** Publishes them and sees them dropped. */
const absorb = async (chain: Chain, records: readonly BusRecord[]): Promise<void> => {
  const before = (await statusOf(chain.reader)).counts.duplicates;
  await publish(chain, ...records);
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

/** How many members each group has, and whether they agree. */
const members = (chain: Chain): Promise<string[]> =>
  withAdmin(chain.servers.brokers, async (admin) => (await admin.describeGroups(groupsOf(chain))).groups.map((group) => `${group.members.length} ${group.state}`));

/** The reader dies at this place, and another one takes over. */
const dieAt = async (chain: Chain, failpoint: Failpoint): Promise<Injection> => {
  const { reader } = chain;
  await moreEffects(chain, 50);
  await reader.call('arm', failpoint);
  await reader.ended();
  await chain.startReader();
  return { injected: 1 };
};

describe('19: a reader dies after COMMIT, before it told the broker', () => {
  it('in the view', () => prove((chain) => dieAt(chain, { place: 'COMMIT after write-effects', when: 'after' })));

  it('in the reaction that raised an event', () => prove((chain) => dieAt(chain, { place: 'COMMIT after append-events', when: 'after' })));
});

describe('a reader dies', () => {
  it('20: with everything done but COMMIT', () => prove((chain) => dieAt(chain, { place: 'COMMIT after write-effects', when: 'before' })));

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

  it('56: kill -9; another one applies again within 12 s', async () => {
    await dropChain();
    await theChain({ patient: true });
    await prove(async (chain) => {
      await moreEffects(chain, 50);
      await chain.reader.kill();
      const dead = performance.now();
      const before = await effects(chain);
      await chain.startReader();
      await eventually(async () => expect(await effects(chain)).toBeGreaterThan(before), { within: 20_000 });
      const seconds = (performance.now() - dead) / 1_000;
      expect(seconds).toBeLessThan(12);
      return { injected: 1 };
    });
    await dropChain();
  });
});

describe('42: SIGTERM under load, again and again, ends in good order and in less than 10 s', () => {
  it('a writer', () => prove(async (chain) => {
    for (let n = 0; n < 3; n++) {
      await chain.write();
      await moreEvents(chain, 50);
      const { seconds, clean } = await chain.writer.stop();
      expect({ clean, inTime: seconds < 10 }).toEqual({ clean: true, inTime: true });
      await chain.startWriter();
    }
    expect(await newDuplicates(chain)).toBe(0);
    return { injected: 3 };
  }));

  it('a reader, which leaves its groups', () => prove(async (chain) => {
    for (let n = 0; n < 3; n++) {
      await moreEffects(chain, 100);
      const { seconds, clean } = await chain.reader.stop();
      expect({ clean, inTime: seconds < 10 }).toEqual({ clean: true, inTime: true });
      expect(await members(chain)).toEqual(groupsOf(chain).map(() => expect.stringMatching(/^0 /)));
      await chain.startReader();
    }
    return { injected: 3 };
  }));

  it('a reader that had lost Kafka', () => prove(async (chain) => {
    const healthy = async () => new Set((await chain.reader.call<ReaderStatus>('status')).units.map((unit) => unit.healthy));
    for (let n = 0; n < 3; n++) {
      await moreEffects(chain, 50);
      chain.servers.kafkaProxy.refuse();
      await eventually(async () => expect(await healthy()).toContain(false), { within: 20_000 });
      chain.servers.heal();
      await eventually(async () => expect(await healthy()).toEqual(new Set([true])), { within: 30_000 });
      expect(await chain.reader.stop()).toMatchObject({ clean: true });
      await chain.startReader();
    }
    return { injected: 3 };
  }));
});

describe('readers among themselves', () => {
  it('18: a second one joins and leaves while handlers are at work', () => prove(async (chain) => {
    const first = chain.reader;
    const before = (await statusOf(first)).counts.duplicates;
    await first.call('conduct', { viewMs: 400, reactionMs: 20 } satisfies Conduct);
    await moreEffects(chain, 50);
    const second = await chain.startReader();
    await second.call('conduct', { viewMs: 400, reactionMs: 20 } satisfies Conduct);
    await eventually(async () => expect((await statusOf(second)).counts.applied).toBeGreaterThan(50), { within: 40_000 });
    const { duplicates } = (await statusOf(second)).counts;
    await second.stop();
    await first.call('conduct', {} satisfies Conduct);
    await moreEffects(chain, 50);
    await chain.stopWriting();
    await chain.quiet();
    // Who comes too late rolls back; the guard has nothing to drop but what the log repeats, for two units.
    expect((await statusOf(first)).counts.duplicates - before + duplicates).toBeLessThanOrEqual(2 * (await newDuplicates(chain)));
    return { injected: 2 };
  }));

  it('21: one that is stopped for longer than its session comes back too late: what it had in hand moves no offset and takes no effect', () => prove(async (chain) => {
    const zombie = chain.reader;
    const other = await chain.startReader();
    await eventually(async () => expect((await statusOf(other)).counts.applied).toBeGreaterThan(20), { within: 30_000 });
    await zombie.call('arm', { place: 'unit-move-offsets', when: 'before', hold: true } satisfies Failpoint);
    const stands = `SELECT 1 FROM pg_stat_activity WHERE usename = 'desk_app' AND datname = current_database() AND state = 'idle in transaction' AND state_change < clock_timestamp() - interval '0.3 s'`;
    await eventually(async () => expect(await chain.query('desk', stands)).toHaveLength(1), { within: 10_000 });
    const { duplicates } = (await statusOf(zombie)).counts;
    zombie.pause();
    await chain.stopWriting();
    await eventually(async () => expect(await members(chain)).toEqual(groupsOf(chain).map(() => '1 Stable')), { within: 20_000 });
    await chain.quiet();
    const standing = async () => ({ effects: await effects(chain), offsets: await chain.query('desk', 'SELECT unit, topic, part, next_offset, last_event_id, updated_at FROM consumer_offset ORDER BY unit, topic, part') });
    const before = await standing();
    zombie.resume();
    await zombie.call('release');
    await eventually(async () => expect(await members(chain)).toEqual(groupsOf(chain).map(() => '2 Stable')), { within: 30_000 });
    expect(await standing()).toEqual(before);
    // It rolled back: had it gone through, the guard would have had something to drop.
    expect((await statusOf(zombie)).counts.duplicates).toBe(duplicates);
    await chain.write();
    await moreEffects(chain, 100);
    await other.stop();
    return { injected: 1 };
  }));

  it('48: the event loop of one is blocked for longer than its session', () => prove(async (chain) => {
    const first = chain.reader;
    const second = await chain.startReader();
    await eventually(async () => expect((await statusOf(second)).counts.applied).toBeGreaterThan(20), { within: 30_000 });
    await first.call('block', 6_000);
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

describe('two releases', () => {
  it('43: run side by side, and read one another', () => prove(async (chain) => {
    const { reader } = chain;
    const writer = await chain.startWriter({ release: 'later' });
    await writer.call('work', { keys: chain.keys, perSecond: 60, lanes: 4, aborts: 0 } satisfies Work);
    const later = await chain.startReader({ release: 'later' });
    const before = (await statusOf(reader)).counts;
    await eventually(async () => {
      for (const [own, from] of [[reader, before], [later, { withGrams: 0, withoutGrams: 0 }]] as const) {
        const { withGrams, withoutGrams } = (await statusOf(own)).counts;
        expect(Math.min(withGrams - from.withGrams, withoutGrams - from.withoutGrams)).toBeGreaterThan(20);
      }
    }, { within: 30_000 });
    await writer.stop();
    await later.stop();
    return { injected: 1 };
  }));

  it('55: the second one reacts to what the first has passed by: it is refused with the remedy, and the first goes on', () => prove(async (chain) => {
    const key = randomUUID();
    const { Granted, Withdrawn } = chain.contracts;
    const withdrawn = (sequence: number) => recordOf(Granted, key, sequence, Withdrawn.type);
    await publish(chain, withdrawn(1));
    await eventually(async () => expect(await chain.query('desk', 'SELECT unit, count::int FROM skipped WHERE type = $1', [Withdrawn.type])).toEqual([{ unit: 'reactions', count: 1 }]), { within: 10_000 });
    const refused = await chain.startReader({ withdrawn: 'all' });
    const reactions = async (reader: WorkerProcess) => (await statusOf(reader)).units.find(({ unit }) => unit === 'reactions');
    await eventually(async () => expect(await reactions(refused)).toMatchObject({ healthy: false, reason: expect.stringMatching(/have been passed by: use @When\(…, \{ since: 'now' \}\)/) }), { within: 15_000 });
    await refused.stop();
    await moreEffects(chain, 50);
    const first = chain.reader;
    const second = await chain.startReader({ withdrawn: 'now' });
    await first.stop();
    await eventually(async () => expect(await reactions(second)).toMatchObject({ healthy: true, assigned: true }), { within: 15_000 });
    await publish(chain, withdrawn(2));
    await eventually(async () => expect(await applied(chain, key, 'reactions')).toEqual([2]), { within: 15_000 });
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
    note({ fault: expect.getState().currentTestName ?? '', injected: 1, committed: await chain.count('depot', 'event'), lost: null, twice: null, outOfOrder: null, duplicateRecords: null, gapsNamed: 2, recoverySeconds: null });
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
    await publish(chain, ...survivors.map(again));
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
