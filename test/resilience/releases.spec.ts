import { randomUUID } from 'node:crypto';
import { eventually } from '@aftercare/testing';
import { onServers, prove } from './rig/proof';
import { applied, moreEffects, publish, recordOf, statusOf } from './rig/steps';
import type { WorkerProcess } from './rig/worker-process';
import type { Work } from './src/writer';

onServers();

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
