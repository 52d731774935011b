import { eventually } from '@aftercare/testing';
import { newDuplicates, onServers, prove } from './rig/proof';
import { effects, groupsOf, members, moreEffects, statusOf } from './rig/steps';
import type { Failpoint } from './src/failpoint';
import type { Conduct } from './src/reader';

onServers();

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
    // One whose relay does not lead: a leader may publish once more what it was sending, and that moves offsets by right.
    const other = chain.reader;
    const zombie = await chain.startReader();
    await eventually(async () => expect((await statusOf(zombie)).counts.applied).toBeGreaterThan(20), { within: 30_000 });
    expect([(await statusOf(other)).relay.leader, (await statusOf(zombie)).relay.leader]).toEqual([true, false]);
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
    await zombie.stop();
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
    await chain.reader.call('conduct', { reactionMs: 100 } satisfies Conduct);
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
