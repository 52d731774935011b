import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planOf, type Plan } from './plan';
import { shrink } from './shrink';
import { play } from './simulation';

const file = join(__dirname, '..', 'seeds.json');

/** A plan that has failed once, and what it showed. */
export interface Kept {
  readonly why: string;
  readonly plan: Plan;
}

/** Plans that have failed once: they are played before any other. */
export const keptPlans = (): Kept[] => JSON.parse(readFileSync(file, 'utf8')) as Kept[];

/** How many seeds are played: `--full` plays ten times as many. */
export const seeds = process.env.FULL === '1' ? 20_000 : 2_000;

/**
 * Plays the seeds `from`, `from + step`, … and throws at the first that breaks the promise: with its number, what it broke, the smallest
 * plan that still does, which is kept, and the end of that plan's trace.
 */
export const prove = async (from: number, step: number): Promise<{ played: number; fewestSteps: number; fewestFaults: number }> => {
  let [played, fewestSteps, fewestFaults] = [0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let seed = from; seed <= seeds; seed += step) {
    const plan = planOf(seed);
    const { violations, steps } = await play(plan);
    if (violations.length > 0) throw await told(plan, violations);
    played += 1;
    fewestSteps = Math.min(fewestSteps, steps);
    fewestFaults = Math.min(fewestFaults, plan.faults.length);
  }
  return { played, fewestSteps, fewestFaults };
};

const told = async (plan: Plan, violations: readonly string[]): Promise<Error> => {
  const smallest = await shrink(plan, async (fewer) => (await play(fewer)).violations.length > 0);
  const { violations: left, trace } = await play(smallest, { traced: true });
  const kept: Kept = { why: left[0] ?? '', plan: smallest };
  writeFileSync(file, `[\n${[...keptPlans(), kept].map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]\n`);
  const traceFile = join(tmpdir(), `simulation-${plan.seed}.txt`);
  writeFileSync(traceFile, trace.join('\n'));
  return new Error(
    [
      `seed ${plan.seed} breaks the promise:`, ...violations.slice(0, 10),
      `with ${smallest.faults.length} faults and ${smallest.commands.length} commands still (kept in seeds.json):`, ...left.slice(0, 10), ...smallest.faults.map((fault) => JSON.stringify(fault)),
      `the end of its trace (all of it: ${traceFile}):`, ...trace.slice(-80),
    ].join('\n'),
  );
};
