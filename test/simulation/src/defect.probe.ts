import { writeFileSync } from 'node:fs';
import { planOf } from './plan';
import { play } from './simulation';

// What test/mutants/run.ts asks of a copy of the project with a defect in it: how many seeds it takes until the defect shows.
it('finds the defect', async () => {
  const { MUTANT_SEEDS: most = '0', MUTANT_FOUND: file = '' } = process.env;
  for (let seed = 1; seed <= Number(most); seed += 1) {
    const { violations } = await play(planOf(seed));
    if (violations.length > 0) return writeFileSync(file, JSON.stringify({ seed, violation: violations[0] }));
  }
});
