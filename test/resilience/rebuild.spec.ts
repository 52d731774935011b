import { eventually } from '@aftercare/testing';
import type { Chain } from './rig/chain';
import { onServers, prove } from './rig/proof';
import type { Failpoint } from './src/failpoint';

onServers({ limits: { idlePollMs: 200 } });

const full = process.env.FULL === '1';

interface Rebuild {
  readonly status: string;
  readonly message: string | null;
  readonly tables: readonly { readonly differing: number }[];
}

const newest = async (chain: Chain): Promise<Rebuild | undefined> => (await chain.query<Rebuild>('desk', 'SELECT status, message, tables FROM rebuild'))[0];
const oid = async (chain: Chain): Promise<number> => (await chain.query<{ oid: number }>('desk', "SELECT 'tally'::regclass::oid::int AS oid"))[0]!.oid;

/** Keys whose row is not what the view's effects in the same snapshot say: the row and the effects are written in one transaction. */
const wrong = (chain: Chain): Promise<unknown[]> => chain.query('desk',
  `SELECT key, moves, last, e.n, e.top FROM tally FULL JOIN
     (SELECT key, count(*)::int AS n, max(sequence)::int AS top FROM effect WHERE unit = 'views' AND topic = $1 GROUP BY key) e USING (key)
    WHERE moves IS DISTINCT FROM n OR last IS DISTINCT FROM top`, [chain.contracts.Moved.topic]);

/** Everything that one rebuild does with the database, in its order; around COMMIT the old becomes the new. */
const places = [
  'rebuild-claim', 'COMMIT after rebuild-claim', 'rebuild-begin', 'COMMIT after rebuild-begin', 'rebuild-enter', 'rebuild-progress',
  'rebuild-pin-live', 'rebuild-hold', 'rebuild-hold-tables', 'rebuild-keys-apart', 'rebuild-compare', 'rebuild-swap', 'rebuild-know-all',
  'rebuild-drop', 'rebuild-end', 'rebuild-audit', 'COMMIT after rebuild-audit',
];
const deaths = places.flatMap((place): Failpoint[] => [{ place, when: 'before' }, { place, when: 'after' }]);
const one = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
// A death costs its groups a session of 8 s: one on the way, one at the swap, and the moment after COMMIT always; all with --full.
const chosen = full ? deaths : [one(deaths.slice(0, 12)), one(deaths.slice(12, -1)), deaths.at(-1) as Failpoint];

describe('a projection is rebuilt while it lives', () => {
  it('45: old view whole and up to date, new one equal; the process dies on the way', () => prove(async (chain) => {
    await eventually(async () => expect(await chain.count('desk', 'effect')).toBeGreaterThan(300), { within: 30_000 });
    for (const failpoint of chosen) {
      const before = await oid(chain);
      await chain.reader.call('arm', failpoint);
      // Whoever has died may still be seen to hold the lock for a moment.
      await eventually(() => chain.reader.call('rebuild').catch((error: unknown) => !chain.reader.running || Promise.reject(error as Error)), { within: 20_000 });
      await chain.reader.ended();
      const committed = failpoint.place === 'COMMIT after rebuild-audit' && failpoint.when === 'after';
      expect({ failpoint, swapped: (await oid(chain)) !== before, status: (await newest(chain))?.status }).toMatchObject({ failpoint, swapped: committed, ...(committed ? { status: 'swapped' } : {}) });
      expect(await wrong(chain)).toEqual([]);
      await chain.startReader();
    }

    const before = await oid(chain);
    await chain.reader.call('rebuild');
    await eventually(async () => {
      expect(await wrong(chain)).toEqual([]);
      expect(await newest(chain)).toMatchObject({ status: 'swapped', message: null, tables: [{ differing: 0 }] });
    }, { within: 60_000 });
    expect(await oid(chain)).not.toBe(before);
    expect(await wrong(chain)).toEqual([]);
    await chain.stopWriting();
    await chain.quiet();
    expect(await wrong(chain)).toEqual([]);
    expect(await chain.count('desk', 'tally')).toBe(chain.keys.length);
    return { injected: chosen.length, detail: full ? 'everywhere' : chosen.map(({ when, place }) => `${when} ${place}`).join(', ') };
  }), full ? 900_000 : 240_000);
});
