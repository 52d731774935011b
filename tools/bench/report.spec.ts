import fc from 'fast-check';
import { figure, isMet, median, percentile, report, resultOf } from './report.ts';

const series = { name: 'append', unit: 'tx/s', target: { of: 'ratio', atLeast: 0.8 }, values: [900, 1000, 800], limits: [1000, 2000, 1000] } as const;

describe('the report of the benchmarks', () => {
  it('gives median, range, and the ratio run by run', () => {
    expect(resultOf(series)).toEqual({ name: 'append', value: 900, unit: 'tx/s', limit: 1000, ratio: 0.8, target: '≥ 80 % of the limit', runs: 3, range: [800, 1000] });
    expect(resultOf({ name: 'start', unit: 's', target: { of: 'value', atMost: 25 }, values: [12] })).toMatchObject({ limit: null, ratio: null, target: '≤ 25.0 s' });
  });

  it('says whether a target is met, and nothing where there is none', () => {
    expect(isMet(series.target, { value: 1, ratio: 0.8 })).toBe(true);
    expect(isMet(series.target, { value: 1, ratio: 0.79 })).toBe(false);
    expect(isMet({ of: 'value', atMost: 25 }, { value: 25.1, ratio: null })).toBe(false);
    expect(isMet(null, { value: 1, ratio: null })).toBeNull();
  });

  it('is a Markdown table, to be pasted', () => {
    const single = { name: 'start', unit: 's', target: { of: 'value', atMost: 12 }, values: [12.5] } as const;
    const rate = { name: 'relay', unit: '1/s', target: null, values: [10, 20] } as const;
    expect(report([series, single, rate], '2026-11-25').split('\n')).toEqual([
      '| 2026-11-25 | median | range | runs | raw limit | ratio | target | |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      '| append | 900 tx/s | 800–1000 | 3 | 1000 tx/s | 80 % | ≥ 80 % | met |',
      '| start | 12.5 s | | 1 | | | ≤ 12.0 s | missed |',
      '| relay | 15.0/s | 10.0–20.0 | 2 | | | | |',
    ]);
  });

  it('shows three digits that mean something', () => {
    expect([2317.4, 14.23, 7.4, 0.1304, 0].map(figure)).toEqual(['2317', '14.2', '7.40', '0.130', '0']);
  });

  it('has a median between the extremes, and percentiles that are values seen', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      expect(median(values)).toBeGreaterThanOrEqual(Math.min(...values));
      expect(median(values)).toBeLessThanOrEqual(Math.max(...values));
      expect(values).toContain(percentile(values, share));
      expect(values.filter((value) => value <= percentile(values, share)).length).toBeGreaterThanOrEqual(share * values.length);
    }));
  });
});
