import { summary } from './report.ts';

describe('the summary of a run', () => {
  it('lists the lanes and ends with the sum alone on its line', () => {
    const lines = summary([
      { name: 'build', passed: 13, failed: 0, seconds: 1.24 },
      { name: 'unit (full)', passed: 240, failed: 2, seconds: 12 },
    ], 12.6).split('\n');
    expect(lines).toEqual([
      'lane         passed  failed  seconds',
      'build            13       0      1.2',
      'unit (full)     240       2     12.0',
      'total           253       2     12.6',
      '',
      '253 passed, 2 failed',
    ]);
  });
});
