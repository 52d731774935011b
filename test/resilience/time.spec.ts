import { randomUUID } from 'node:crypto';
import type { UnitLimits } from '@aftercare/event-bus';
import { eventually } from '@aftercare/testing';
import type { Chain, ReaderStatus } from './rig/chain';
import { onServers, prove } from './rig/proof';
import { moreEffects, moreEvents, publish, recordOf } from './rig/steps';
import type { Bells, Conduct } from './src/reader';

/** So that a retry is seen within seconds. */
const limits: Partial<UnitLimits> = { firstRetryMs: 300, longestRetryMs: 1_000, retries: 1_000, pollMs: 200, idlePollMs: 500 };

onServers({ limits });

const hour = 3_600_000;
const ids = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

/** How often and when each bell has rung. */
const rings = async (chain: Chain, bells: readonly string[]): Promise<{ times: number; seconds: number }[]> =>
  (await chain.query<{ times: number; seconds: number }>('desk', 'SELECT count(*)::int AS times, min(extract(epoch FROM rung_at - due_at))::float8 AS seconds FROM ring WHERE bell_id = ANY($1::uuid[]) GROUP BY bell_id', [bells]));

/** Every one of them rang once: not before its time, and at most so long after it. */
const rangOnTime = async (chain: Chain, bells: readonly string[], mostSeconds: number): Promise<void> => {
  const rung = await eventually(async () => {
    const found = await rings(chain, bells);
    expect(found).toHaveLength(bells.length);
    return found;
  }, { within: 20_000 });
  for (const { times, seconds } of rung) {
    expect(times).toBe(1);
    expect(seconds).toBeGreaterThanOrEqual(0);
    expect(seconds).toBeLessThan(mostSeconds);
  }
};

describe('timers', () => {
  it('52: 200 that throw again and again keep no other one waiting', () => prove(async (chain) => {
    const [broken, sound] = [ids(200), ids(60)];
    await chain.reader.call('conduct', { broken } satisfies Conduct);
    await chain.reader.call('ring', { ids: broken, inMs: 0 } satisfies Bells);
    const tried = `kind = 'bell' AND attempts > 0`;
    await eventually(async () => expect(await chain.count('desk', 'timer', tried)).toBe(200), { within: 20_000 });
    for (let at = 0; at < sound.length; at += 20) {
      const bells = sound.slice(at, at + 20);
      const before = await chain.reader.call<number>('ring', { ids: bells, inMs: 0 } satisfies Bells);
      await rangOnTime(chain, bells, 20);
      // Nothing stands before them but the page of 100 that is under way, and what the other lanes do meanwhile.
      const [rung] = await chain.query<{ stumbled: number }>('desk', 'SELECT max(stumbled) AS stumbled FROM ring WHERE bell_id = ANY($1::uuid[])', [bells]);
      expect((rung?.stumbled ?? Infinity) - before).toBeLessThanOrEqual(150);
    }
    expect(await chain.count('desk', 'timer', tried)).toBe(200);
    await chain.reader.call('conduct', {} satisfies Conduct);
    await eventually(async () => expect((await rings(chain, broken)).map(({ times }) => times)).toEqual(broken.map(() => 1)), { within: 20_000 });
    return { injected: broken.length };
  }));
});

describe('a process across services', () => {
  type Answers = readonly ('granted' | 'refused')[];
  const answers: readonly Answers[] = [['granted'], ['refused'], ['granted', 'granted'], ['refused', 'refused'], ['granted', 'refused'], ['refused', 'granted'], ['granted', 'refused', 'granted']];

  it('47: answers that come before the question, in time, after the time-out, twice, or in contradiction end in a lawful state', () => prove(async (chain) => {
    const { Granted, Refused } = chain.contracts;
    const errands = ['early', 'in time', 'late', 'never'].flatMap((when) => (when === 'never' ? [[]] : answers).map((given) => ({ id: randomUUID(), when, given })));
    const answer = (when: string): Promise<void> => {
      const records = errands.filter((errand) => errand.when === when).flatMap(({ id, given }) => given.map((word, n) => recordOf(word === 'granted' ? Granted : Refused, id, n + 1)));
      // The log repeats itself besides.
      return publish(chain, ...records, ...records);
    };
    const settled = (when: string) => eventually(async () => {
      const of = errands.filter((errand) => errand.when === when);
      const reached = await chain.query('desk', `SELECT FROM key_seq k JOIN unnest($1::text[], $2::int[]) AS e(key, last) USING (key) WHERE k.topic = $3 AND k.unit = 'reactions' AND last_seq = last`, [of.map(({ id }) => id), of.map(({ given }) => given.length), Granted.topic]);
      expect(reached).toHaveLength(of.length);
      expect(await chain.count('desk', 'parked', `topic = '${Granted.topic}'`)).toBe(0);
    }, { within: 20_000 });

    await answer('early');
    await eventually(async () => expect(await chain.count('desk', 'parked', `topic = '${Granted.topic}'`)).toBe(answers.flat().length), { within: 15_000 });
    await chain.reader.call('ask', { ids: errands.map(({ id }) => id), inMs: hour } satisfies Bells);
    await settled('early');
    await answer('in time');
    await settled('in time');
    await chain.reader.kill();
    await chain.startReader();
    await chain.reader.call('passTime', hour);
    await eventually(async () => expect(await chain.count('desk', 'timer', `kind = 'errand'`)).toBe(0), { within: 15_000 });
    await answer('late');
    await settled('late');

    const ends = await chain.query<{ id: string; state: string; words: string[] }>('desk', `SELECT id, state, ARRAY(SELECT word FROM errand_word w WHERE w.errand_id = e.id ORDER BY w.id) AS words FROM errand e`);
    const lawful = ({ when, given: [first] }: (typeof errands)[number]) => {
      if (when !== 'late') return { state: first ?? 'unknown', words: first ? [] : ['recalled'] };
      return first === 'granted' ? { state: 'given back', words: ['recalled', 'released'] } : { state: 'refused', words: ['recalled'] };
    };
    expect(new Map(ends.map(({ id, ...end }) => [id, end]))).toEqual(new Map(errands.map((errand) => [errand.id, lawful(errand)])));
    return { injected: errands.length };
  }));
});

describe('clocks', () => {
  it('39: are an hour fast or slow, and step back: nothing is due too early or too late, nobody falls silent, and order is by sequence', () => prove(async (chain) => {
    const [punctual] = chain.readers.filter(({ running }) => running);
    await chain.writer.stop();
    await chain.startWriter({ clockWrongBy: -hour });
    await chain.write();
    for (const clockWrongBy of [hour, -hour]) {
      const wrong = await chain.startReader({ clockWrongBy });
      await eventually(async () => expect((await wrong.call<ReaderStatus>('status')).counts.applied).toBeGreaterThan(20), { within: 20_000 });
      await chain.readers.filter(({ running }) => running).find((reader) => reader !== wrong)?.stop();
      // A timer, one that is tried again, and an event that is: all of them in the database's time.
      const [bell, repaired] = [ids(1), ids(1)];
      await wrong.call('conduct', { broken: [...repaired, chain.keys[0]!] } satisfies Conduct);
      await wrong.call('ring', { ids: bell, inMs: 1_500 } satisfies Bells);
      await wrong.call('ring', { ids: repaired, inMs: 0 } satisfies Bells);
      await rangOnTime(chain, bell, 2);
      await eventually(async () => expect(await chain.count('desk', 'parked', `key = '${chain.keys[0]}' AND status = 'failing'`)).toBeGreaterThan(0), { within: 15_000 });
      await eventually(async () => expect(await chain.count('desk', 'timer', `subject = '${repaired[0]}' AND attempts > 0`)).toBe(1), { within: 10_000 });
      await wrong.call('conduct', {} satisfies Conduct);
      await rangOnTime(chain, repaired, 10);
      await eventually(async () => expect(await chain.count('desk', 'parked')).toBe(0), { within: 10_000 });
    }
    // One whose clock steps back is a member all the same: it takes over what another one leaves behind.
    const stepping = chain.reader;
    const leaving = await chain.startReader();
    await eventually(async () => expect((await leaving.call<ReaderStatus>('status')).counts.applied).toBeGreaterThan(20), { within: 20_000 });
    await stepping.call('clock', -2 * hour);
    await chain.writer.call('clock', -2 * hour);
    await moreEffects(chain, 200);
    await leaving.kill();
    await moreEvents(chain, 50);
    expect(punctual?.running).toBe(false);
    return { injected: 4 };
  }));
});
