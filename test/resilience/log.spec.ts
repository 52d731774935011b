import { ensureTopics, type BusRecord } from '@aftercare/event-bus';
import { eventually } from '@aftercare/testing';
import type { Chain } from './rig/chain';
import { withAdmin } from './rig/kafka-tools';
import { again } from './rig/log-collector';
import { dropChain, note, onServers, prove, theChain } from './rig/proof';
import { effects, moreEffects, publish, statusOf } from './rig/steps';

onServers();

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

describe('the log is not what it was', () => {
  it('44: a topic has got more partitions: the start is refused by name', () => prove(async (chain) => {
    const { topic } = chain.contracts.Stray;
    await withAdmin(chain.servers.brokers, (admin) => admin.createPartitions({ topicPartitions: [{ topic, count: 13 }] }));
    await eventually(() => expect(ensureTopics(chain.servers.brokers, [topic])).rejects.toThrow(`topic ${topic} has 13 partitions instead of 12`));
    await moreEffects(chain, 50);
    return { injected: 1 };
  }));

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

  // Last, since its chain is beyond repair.
  it('24: it was cut away beyond the place where a reader goes on: it stops and says so', async () => {
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
});
