import { parseOptions } from './options.ts';

const known = ['append', 'start'];

describe('options of npm run bench', () => {
  it('runs everything five times by default', () => {
    expect(parseOptions([], known)).toEqual({ names: known, json: null, runs: 5 });
  });

  it('runs what is named', () => {
    expect(parseOptions(['--only', 'start', '--json', 'out.json', '--runs', '1'], known)).toEqual({ names: ['start'], json: 'out.json', runs: 1 });
  });

  it.each([
    [['--only', 'stop'], 'there is no benchmark "stop"; there are append, start'],
    [['--runs', '0'], '--runs is "0"'],
    [['start'], 'usage: npm run bench'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseOptions(argv, known)).toThrow(message);
  });
});
