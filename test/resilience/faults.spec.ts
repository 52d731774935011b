import { globSync, readFileSync } from 'node:fs';

/** The faults that every release survives, by their numbers in the catalogue. */
const faults = [...range(1, 11), ...range(13, 31), 34, ...range(37, 44), ...range(46, 48), ...range(50, 57)].filter((number) => number !== 23);

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

/** Fault 38 is what a test, or a group of them, is called `38: …`. */
const titled = /^\s*(?:it|describe)\b.*?['`](\d+): /gm;

it('each fault has one test, or one group of tests', () => {
  const sources = globSync('*.spec.ts', { cwd: __dirname }).map((file) => readFileSync(`${__dirname}/${file}`, 'utf8'));
  const found = sources.flatMap((source) => [...source.matchAll(titled)].map(([, number]) => Number(number)));
  expect(found.sort((a, b) => a - b)).toEqual(faults);
});
