import { planOf, type Plan } from './plan';
import { keptPlans, prove, seeds } from './prove';
import { shrink } from './shrink';
import { play } from './simulation';

describe('the real relay, units and timers in a world of faults', () => {
  const kept = keptPlans();
  if (kept.length > 0) {
    it.each(kept)('no longer break the promise where they once did: $why', async ({ plan }) => {
      expect((await play(plan)).violations).toEqual([]);
    });
  }

  it(`keep the promise for every odd seed up to ${seeds}: no loss, no double effect, order per key, rest in the end, and what is destroyed is named`, async () => {
    const { played, fewestSteps, fewestFaults } = await prove(1, 2);
    expect(played).toBe(seeds / 2);
    expect(fewestSteps).toBeGreaterThanOrEqual(200);
    expect(fewestFaults).toBeGreaterThanOrEqual(5);
  });
});

describe('the simulation', () => {
  it('plays a seed the same way every time', async () => {
    const [first, second] = [await play(planOf(17), { traced: true }), await play(planOf(17), { traced: true })];
    expect(first.trace.length).toBeGreaterThan(1_000);
    expect(second.trace).toEqual(first.trace);
  });

  it('shrinks a plan to what makes it fail', async () => {
    const fails = ({ faults, commands }: Plan): boolean => faults.some(({ kind }) => kind === 'crash') && commands.length > 2;
    const plan = Array.from({ length: 100 }, (_, seed) => planOf(seed)).find(fails) as Plan;
    expect(plan.faults.length).toBeGreaterThan(1);
    const smallest = await shrink(plan, (one) => Promise.resolve(fails(one)));
    expect(smallest.faults.map(({ kind }) => kind)).toEqual(['crash']);
    expect(smallest.commands).toHaveLength(3);
  });
});
