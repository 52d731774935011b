import { eventually } from '@aftercare/testing';
import type { Chain } from './rig/chain';
import { withAdmin } from './rig/kafka-tools';
import { dropChain, onServers, prove, theChain, type Injection } from './rig/proof';
import { effects, groupsOf, moreEffects, statusOf } from './rig/steps';
import type { Failpoint } from './src/failpoint';

onServers();

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
    await theChain({ kafka: {} });
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
