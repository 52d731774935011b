import { onServers, prove } from './rig/proof';
import { eventually } from '@aftercare/testing';

onServers();

describe('from commit to log', () => {
  it('0: nothing happens', () => prove(async (chain) => {
    await eventually(async () => expect(await chain.count('desk', 'effect')).toBeGreaterThan(300), { within: 20_000 });
    return { injected: 0 };
  }), 60_000);
});
