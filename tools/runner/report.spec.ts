import { proofTable, summary } from './report.ts';

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

describe('the table of faults', () => {
  const noted = (fault: string, injected: number, of?: number) => JSON.stringify({ fault, injected, of, committed: 10 * injected, lost: 0, recoverySeconds: 1.26 });

  it('has a row for each note, and of a fault that tells how far it has come the last one', () => {
    const notes = [noted('1: kill', 3), noted('2: deaths', 1, 12), noted('FAILED: x', 1), noted('2: deaths', 7, 12), noted('1: kill', 3), ''].join('\n');
    expect(proofTable(notes).split('\n').map((line) => line.split(/ {2,}/).slice(0, 4))).toEqual([
      ['fault', 'injected', 'committed', 'lost'],
      ['1: kill', '3', '30', '0'],
      ['2: deaths', '7 of 12', '70', '0'],
      ['FAILED: x', '1', '10', '0'],
      ['1: kill', '3', '30', '0'],
    ]);
  });
});
