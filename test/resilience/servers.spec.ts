import { randomUUID } from 'node:crypto';
import { ensureTopics, KafkaBus } from '@aftercare/event-bus';
import { eventually } from '@aftercare/testing';
import type { ReaderStatus } from './rig/chain';
import { withAdmin } from './rig/kafka-tools';
import { dropChain, newDuplicates, onServers, prove, theChain } from './rig/proof';
import { applied, moreEvents, stray } from './rig/steps';
import { workerLogger } from './src/worker';

onServers();

describe('Kafka fails', () => {
  it('3: the broker is down while transactions commit', () => prove(async (chain) => {
    await chain.servers.killBroker();
    await chain.write({ lanes: 8, perSecond: 0, aborts: 0 });
    await moreEvents(chain, 1_500, 60_000);
    expect(await chain.count('depot', 'outbox')).toBeGreaterThanOrEqual(1_500);
    await chain.stopWriting();
    await chain.servers.startBroker();
    return { injected: 1 };
  }));

  it('37: the broker dies under load and comes back', () => prove(async (chain) => {
    for (let n = 0; n < 2; n++) {
      await chain.write();
      await moreEvents(chain, 100);
      await chain.servers.killBroker();
      await moreEvents(chain, 100);
      await chain.stopWriting();
      await chain.servers.startBroker();
    }
    return { injected: 2 };
  }));

  it('5: acknowledgements get lost: repeats, and nothing else', () => prove(async (chain) => {
    const { kafkaProxy } = chain.servers;
    const { lost } = kafkaProxy;
    kafkaProxy.loseAnswers({ apiKey: 0, every: 3, silently: false });
    await eventually(() => expect(kafkaProxy.lost - lost).toBeGreaterThanOrEqual(5), { within: 30_000 });
    kafkaProxy.loseAnswers({ apiKey: 0, every: 1, silently: true });
    await eventually(() => expect(kafkaProxy.lost - lost).toBeGreaterThanOrEqual(6), { within: 5_000 });
    const injected = kafkaProxy.lost - lost;
    kafkaProxy.heal();
    await chain.stopWriting();
    await chain.quiet();
    expect(await newDuplicates(chain)).toBeGreaterThan(0);
    return { injected };
  }));
});

describe('a send goes wrong', () => {
  it('6: another one overlaps with it on the same producer, which is refused: nothing of it leaves, and nothing that was acknowledged is missing', () => prove(async (chain) => {
    const { kafkaProxy, proxiedBrokers } = chain.servers;
    const bus = new KafkaBus({ brokers: [proxiedBrokers], clientId: 'overlap', logger: workerLogger });
    const key = randomUUID();
    kafkaProxy.loseAnswers({ apiKey: 0, every: 1, silently: false });
    const first = bus.publishBatch([stray(chain, key, 1)]);
    await expect(bus.publishBatch([stray(chain, key, 2)])).rejects.toThrow('one send at a time');
    await expect(first).rejects.toThrow();
    kafkaProxy.heal();
    await bus.publishBatch([stray(chain, key, 2)]);
    await bus.close();
    await eventually(async () => expect(await applied(chain, key)).toEqual([1, 2]), { within: 10_000 });
    return { injected: 1 };
  }));

  it('7: it is given up, and its process ends by itself: nothing is left that could publish later', () => prove(async (chain) => {
    const { kafkaProxy } = chain.servers;
    const { topic } = chain.contracts.Moved;
    const { lost } = kafkaProxy;
    await moreEvents(chain, 50);
    kafkaProxy.loseAnswers({ apiKey: 0, every: 1, silently: true });
    await eventually(() => expect(kafkaProxy.lost).toBeGreaterThan(lost), { within: 5_000 });
    const { clean, seconds } = await chain.writer.stop();
    expect({ clean, inTime: seconds < 10 }).toEqual({ clean: true, inTime: true });
    const ends = await chain.collector.bus.admin.offsets(topic);
    kafkaProxy.heal();
    expect(await chain.count('depot', 'outbox')).toBeGreaterThan(0);
    const reader = await chain.reader.call<ReaderStatus>('status');
    expect(reader.units.map(({ healthy }) => healthy)).toEqual([true, true]);
    expect(await chain.collector.bus.admin.offsets(topic)).toEqual(ends);
    await chain.startWriter();
    return { injected: 1 };
  }));
});

describe('34: Postgres crashes', () => {
  it('under load, three times', () => prove(async (chain) => {
    for (let n = 0; n < 3; n++) {
      await moreEvents(chain, 100);
      await chain.servers.crashPostgres();
      await chain.servers.startPostgres();
    }
    await moreEvents(chain, 50);
    return { injected: 3 };
  }));

  it('just after readers have committed, and nothing comes after it that could show what is missing', () => prove(async (chain) => {
    for (let n = 0; n < 5; n++) {
      await chain.write({ lanes: 8, perSecond: 200, aborts: 0 });
      await moreEvents(chain, 50);
      await chain.stopWriting();
      await chain.quiet();
      await chain.servers.crashPostgres();
      await chain.servers.startPostgres();
      await chain.quiet();
    }
    return { injected: 5 };
  }));
});

describe('30: a topic', () => {
  it('is missing: nobody makes it; everything waits, and goes on when it is there', async () => {
    await dropChain();
    const chain = await theChain({ topics: false });
    const { topic } = chain.contracts.Moved;
    await prove(async () => {
      await chain.write();
      await eventually(async () => expect(await chain.count('depot', 'event')).toBeGreaterThan(100), { within: 20_000 });
      expect(await chain.writer.call('status')).toMatchObject({ healthy: false });
      expect((await chain.reader.call<ReaderStatus>('status')).units.map(({ healthy }) => healthy)).toEqual([false, false]);
      expect(await withAdmin(chain.servers.brokers, (admin) => admin.listTopics())).not.toContain(topic);
      await ensureTopics(chain.servers.brokers, [topic]);
      return { injected: 1 };
    });
  });

  it('is forbidden to its writer, by a broker that asks who is there: the relay stops and names it; granted, it goes on', async () => {
    await dropChain();
    const chain = await theChain({ secured: true });
    const { topic } = chain.contracts.Moved;
    await prove(async () => {
      const before = await withAdmin(chain.servers.brokers, (admin) => admin.listTopics());
      await chain.write();
      await eventually(async () => expect(await chain.count('depot', 'event')).toBeGreaterThan(100), { within: 20_000 });
      await eventually(async () => expect(await chain.writer.call('status')).toMatchObject({ healthy: false, reason: expect.stringContaining(`topic ${topic} does not exist or this service may not use it`) }), { within: 10_000 });
      expect(await chain.collector.all()).toEqual([]);
      const events = await chain.count('depot', 'event');
      expect(await chain.count('depot', 'outbox')).toBeGreaterThanOrEqual(events);
      expect((await withAdmin(chain.servers.brokers, (admin) => admin.listTopics())).sort()).toEqual(before.sort());
      await chain.grant('depot', 'WRITE', topic);
      return { injected: 1 };
    });
  });
});
