import { writeFileSync } from 'node:fs';
import { planOf } from './plan';
import { keptPlans } from './prove';
import { play } from './simulation';

// What test/mutants/run.ts asks of a copy of the project with a defect in it: how many seeds it takes until the defect shows. First come
// the plans that are kept, as in the lane itself.
it('finds the defect', async () => {
  const { MUTANT_SEEDS: most = '0', MUTANT_FOUND: file = '' } = process.env;
  const plans = [...keptPlans().map(({ plan }) => ({ plan, kept: true })), ...Array.from({ length: Number(most) }, (_, at) => ({ plan: planOf(at + 1), kept: false }))];
  for (const { plan, kept } of plans) {
    const { violations: [violation] } = await play(plan);
    if (violation !== undefined) return writeFileSync(file, JSON.stringify({ seed: kept ? `${plan.seed}, kept` : plan.seed, violation }));
  }
});
