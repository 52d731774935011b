import { createHash } from 'node:crypto';
import { fullLanes, jestLanes, kinds, lanes, limit, parseOptions, usualLanes } from './options.ts';
import type { Lane } from './options.ts';

const hash = '9947c93d6ef4ab17dd1bda7ad4b5ab1da93a6b0c';
const parse = (...argv: string[]) => parseOptions(argv, hash);

describe('options of npm test', () => {
  it('runs every lane with --full, and by default those that do not take long', () => {
    expect(parse('--full')).toEqual({ lanes, paths: [], full: fullLanes });
    expect(parse()).toEqual({ lanes: usualLanes, paths: [], full: [] });
    expect(usualLanes).not.toContain('mutants');
  });

  it('runs the named lanes in their own order, whichever way they are named', () => {
    expect(parse('--only', 'unit,build', '--only=lint', '--full')).toEqual({ lanes: ['build', 'lint', 'unit'], paths: [], full: ['unit'] });
  });

  it('takes paths for the lanes that have test files', () => {
    expect(parse('libs/kernel')).toEqual({ lanes: jestLanes, paths: ['libs/kernel'], full: [] });
    expect(parse('--only', 'service', '--', 'apps/tickets')).toEqual({ lanes: ['service'], paths: ['apps/tickets'], full: [] });
  });

  it.each([
    [['--only', 'units'], 'there is no lane "units"; the lanes are build, '],
    [['--only'], '--only'],
    [['--only', ','], '--only needs a lane'],
    [['--ful'], "Unknown option '--ful'"],
    [['--full-sample', '--only', 'unit'], '--full-sample stands alone'],
    [['--full-sample', 'libs/kernel'], '--full-sample stands alone'],
  ])('refuses %j in one line', (argv, message) => {
    expect(() => parse(...argv)).toThrow(message);
    try {
      parse(...argv);
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });
});

describe('--full-sample', () => {
  const sampled = (of: string) => parseOptions(['--full-sample'], of);

  it('adds two lanes in full to what runs anyhow', () => {
    const { lanes: chosen, paths, full } = sampled(hash);
    expect(new Set(full).size).toBe(2);
    expect(chosen).toEqual(lanes.filter((lane) => usualLanes.includes(lane) || full.includes(lane)));
    expect(paths).toEqual([]);
  });

  it('chooses the same two for the same hash, and every pair for some hash', () => {
    const hashes = Array.from({ length: 500 }, (_, n) => createHash('sha1').update(String(n)).digest('hex'));
    const pairs = hashes.map((one) => sampled(one).full.join());
    expect(hashes.map((one) => sampled(one).full.join())).toEqual(pairs);
    expect(new Set(pairs).size).toBe(fullLanes.length * (fullLanes.length - 1) / 2);
  });

  it('ends within 90 minutes, whichever two they are', () => {
    // What runs beside the others is at its end before they are.
    const inTurn = (lane: Lane): boolean => !kinds[lane].beside;
    const usual = usualLanes.filter(inTurn).reduce((sum, lane) => sum + limit(lane, false), 0);
    const added = fullLanes.filter(inTurn).map((lane) => limit(lane, true) - (usualLanes.includes(lane) ? limit(lane, false) : 0)).sort((a, b) => b - a);
    expect(usual + added[0]! + added[1]!).toBeLessThanOrEqual(90);
  });
});
