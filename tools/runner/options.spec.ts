import { jestLanes, lanes, parseOptions } from './options.ts';

describe('options of npm test', () => {
  it('runs every lane with --full, and by default all but the one that takes long', () => {
    expect(parseOptions(['--full'])).toEqual({ lanes, paths: [], full: true });
    expect(parseOptions([])).toEqual({ lanes: lanes.filter((lane) => lane !== 'resilience'), paths: [], full: false });
  });

  it('runs the named lanes in their own order, whichever way they are named', () => {
    expect(parseOptions(['--only', 'unit,build', '--only=lint', '--full'])).toEqual({ lanes: ['build', 'lint', 'unit'], paths: [], full: true });
  });

  it('takes paths for the lanes that have test files', () => {
    expect(parseOptions(['libs/kernel'])).toEqual({ lanes: jestLanes, paths: ['libs/kernel'], full: false });
    expect(parseOptions(['--only', 'service', '--', 'apps/tickets'])).toEqual({ lanes: ['service'], paths: ['apps/tickets'], full: false });
  });

  it.each([
    [['--only', 'units'], 'there is no lane "units"; the lanes are build, '],
    [['--only'], '--only'],
    [['--only', ','], '--only needs a lane'],
    [['--ful'], "Unknown option '--ful'"],
  ])('refuses %j in one line', (argv, message) => {
    expect(() => parseOptions(argv)).toThrow(message);
    try {
      parseOptions(argv);
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });
});
