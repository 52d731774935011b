import { eventually } from '@aftercare/testing';
import type { WriterStatus } from './rig/chain';
import { onServers, prove } from './rig/proof';
import { moreEvents } from './rig/steps';

onServers();

describe('38: lines go dead', () => {
  it('the one to Kafka, without a word', () => prove(async (chain) => {
    await moreEvents(chain, 50);
    chain.servers.kafkaProxy.blackHole();
    await eventually(async () => expect(await chain.writer.call<WriterStatus>('status')).toMatchObject({ healthy: false }), { within: 15_000 });
    return { injected: 1 };
  }));

  it('those to Kafka, without a word and for ever; new ones work', () => prove(async (chain) => {
    await moreEvents(chain, 50);
    chain.servers.kafkaProxy.bury();
    await moreEvents(chain, 50);
    return { injected: 1 };
  }));

  it('those to Kafka, in the middle of an answer', () => prove(async (chain) => {
    const { kafkaProxy } = chain.servers;
    const before = kafkaProxy.cuts;
    kafkaProxy.cutAfter(700);
    await eventually(() => expect(kafkaProxy.cuts - before).toBeGreaterThanOrEqual(10), { within: 20_000 });
    return { injected: kafkaProxy.cuts - before };
  }));

  it('the one to Postgres, without a word', () => prove(async (chain) => {
    await moreEvents(chain, 50);
    chain.servers.postgresProxy.blackHole();
    await eventually(async () => expect(await chain.writer.call<WriterStatus>('status')).toMatchObject({ healthy: false }), { within: 45_000 });
    return { injected: 1 };
  }));

  it('those to Postgres, without a word and for ever; new ones work', () => prove(async (chain) => {
    await moreEvents(chain, 50);
    chain.servers.postgresProxy.bury();
    await moreEvents(chain, 50, 60_000);
    return { injected: 1 };
  }));

  it('those to Postgres, cut again and again', () => prove(async (chain) => {
    for (let n = 0; n < 10; n++) {
      await moreEvents(chain, 10);
      chain.servers.postgresProxy.cut();
    }
    return { injected: 10 };
  }));
});
