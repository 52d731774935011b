import type { Series, Target } from './bench.ts';

export interface Result {
  readonly name: string;
  /** Median of the runs. */
  readonly value: number;
  readonly unit: string;
  /** Median of the raw limit; null where there is none. */
  readonly limit: number | null;
  /** Median of value ÷ limit, run by run. */
  readonly ratio: number | null;
  readonly target: string | null;
  readonly runs: number;
  readonly range: readonly [lowest: number, highest: number];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The smallest value that at least `share` of all are not above; `share` 0.99 is the 99th percentile. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!;
}

export function resultOf({ name, unit, target, values, limits }: Series): Result {
  const ratios = limits?.map((limit, run) => values[run]! / limit);
  return {
    name, unit, value: median(values), limit: limits ? median(limits) : null, ratio: ratios ? median(ratios) : null,
    target: target && inWords(target, unit), runs: values.length, range: [Math.min(...values), Math.max(...values)],
  };
}

export function isMet(target: Target | null, { value, ratio }: Pick<Result, 'value' | 'ratio'>): boolean | null {
  const measured = target?.of === 'ratio' ? ratio : value;
  if (target === null || measured === null) return null;
  return measured >= (target.atLeast ?? -Infinity) && measured <= (target.atMost ?? Infinity);
}

const inWords = ({ of, atLeast, atMost }: Target, unit: string): string => {
  const bound = atLeast === undefined ? `≤ ${shown(atMost ?? 0, of)}` : `≥ ${shown(atLeast, of)}`;
  return of === 'ratio' ? `${bound} of the limit` : `${bound} ${unit}`;
};

const shown = (value: number, of: Target['of']): string => (of === 'ratio' ? `${Math.round(value * 100)} %` : figure(value));

/** Three digits that mean something: 2317, 14.2, 7.40, 0.130. */
export function figure(value: number): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 3));
}

/** A Markdown table, as docs/measurements.md has it. */
export function report(series: readonly Series[], day: string): string {
  const rows = series.map((one) => {
    const result = resultOf(one);
    const met = isMet(one.target, result);
    const { value, range, runs, limit, ratio } = result;
    const spread = runs === 1 ? '' : `${figure(range[0])}–${figure(range[1])}`;
    return [
      result.name, withUnit(value, result.unit), spread, String(runs), limit === null ? '' : withUnit(limit, result.unit), ratio === null ? '' : `${Math.round(ratio * 100)} %`,
      (result.target ?? '').replace(' of the limit', ''), met === null ? '' : met ? 'met' : 'missed',
    ];
  });
  const head = [day, 'median', 'range', 'runs', 'raw limit', 'ratio', 'target', ''];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`.replaceAll('|  |', '| |').replaceAll('|  |', '| |')).join('\n');
}

const withUnit = (value: number, unit: string): string => `${figure(value)}${unit.startsWith('1/') ? unit.slice(1) : ` ${unit}`}`;
