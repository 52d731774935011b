import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const tests = join(__dirname, '..');

/** The faults that every release survives, by their numbers in the catalogue. */
const faults = [...range(1, 11), ...range(13, 31), 34, ...range(37, 48), ...range(50, 57)];

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

/** Fault 38 is what a test, or a group of them, is called `38: …`. Those that need the whole system stand in `e2e`. */
const titled = /^\s*(?:it|describe)\b.*?['`](\d+): /gm;

it('each fault has one test, or one group of tests', () => {
  const sources = globSync('{resilience,e2e}/*.spec.ts', { cwd: tests }).map((file) => readFileSync(join(tests, file), 'utf8'));
  const found = sources.flatMap((source) => [...source.matchAll(titled)].map(([, number]) => Number(number)));
  expect(found.sort((a, b) => a - b)).toEqual(faults);
});
