import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../platform/root.ts';
import { parseOptions, usualRuns } from './options.ts';

const known = ['append', 'relay', 'start'];
const core = ['append', 'relay'];

describe('options of npm run bench', () => {
  it('runs everything five times by default', () => {
    expect(parseOptions([], known, core)).toEqual({ names: known, json: null, runs: 5 });
  });

  it('runs what is named', () => {
    expect(parseOptions(['--only', 'start', '--json', 'out.json', '--runs', '1'], known, core)).toEqual({ names: ['start'], json: 'out.json', runs: 1 });
  });

  it('runs the core alone', () => {
    expect(parseOptions(['--core'], known, core)).toEqual({ names: core, json: null, runs: 5 });
  });

  it.each([
    [['--only', 'stop'], 'there is no benchmark "stop"; there are append, relay, start'],
    [['--core', '--only', 'start'], '--core says what to measure'],
    [['--runs', '0'], '--runs is "0"'],
    [['start'], 'usage: npm run bench'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseOptions(argv, known, core)).toThrow(message);
  });
});

describe('the core alone', () => {
  it('is expected to end within 25 minutes', () => {
    const seconds = globSync('test/bench/core/*.bench.ts', { cwd: root }).map((file) => Number(/^export const expectedSeconds = (\d+);$/m.exec(readFileSync(join(root, file), 'utf8'))?.[1]));
    expect(usualRuns).toBe(5);
    expect(seconds.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(25 * 60);
    expect(seconds.length).toBeGreaterThan(0);
  });
});
