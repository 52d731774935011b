import { eventually } from '@aftercare/testing';
import type { ReaderStatus } from './rig/chain';
import { newDuplicates, onServers, prove } from './rig/proof';
import { groupsOf, members, moreEffects, moreEvents } from './rig/steps';

onServers();

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
