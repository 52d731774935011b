export interface LaneResult {
  /** The lane, and whether in full. */
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

type Row = readonly string[];

/** Columns as wide as their widest cell, the first one to the left, figures to the right. */
export function table(rows: readonly Row[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ').trimEnd()).join('\n');
}

/** The last words of a run that took so many seconds: the lanes, some of which ran at the same time, and alone on the last line the sum that scripts read. */
export function summary(results: readonly LaneResult[], seconds: number): string {
  const total = { passed: sum(results, 'passed'), failed: sum(results, 'failed'), seconds };
  const row = (name: string, { passed, failed, seconds }: Omit<LaneResult, 'name'>): Row => [name, String(passed), String(failed), seconds.toFixed(1)];
  const lines = table([['lane', 'passed', 'failed', 'seconds'], ...results.map((result) => row(result.name, result)), row('total', total)]);
  return `${lines}\n\n${total.passed} passed, ${total.failed} failed`;
}

const sum = (results: readonly LaneResult[], field: 'passed' | 'failed'): number => results.reduce((total, result) => total + result[field], 0);

interface Noted {
  readonly fault: string;
  readonly injected: number;
  readonly of?: number;
  readonly [figure: string]: string | number | null | undefined;
}

/** What tests of faults have noted, a line of JSON each, as a row each; of those that tell how far they have come, only the last. */
export function proofTable(notes: string): string {
  const rows = new Map<string, Row>();
  const cell = (value: string | number | null | undefined): string => (typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(1) : String(value ?? '-'));
  for (const [at, line] of notes.split('\n').entries()) {
    if (line === '') continue;
    const noted = JSON.parse(line) as Noted;
    const { fault, injected, of } = noted;
    const figures = ['committed', 'lost', 'twice', 'outOfOrder', 'duplicateRecords', 'gapsNamed', 'recoverySeconds'].map((figure) => cell(noted[figure]));
    rows.set(of === undefined ? `line ${at}` : fault, [fault, of === undefined ? cell(injected) : `${injected} of ${of}`, ...figures]);
  }
  return table([['fault', 'injected', 'committed', 'lost', 'twice', 'out of order', 'duplicates absorbed', 'gaps named', 'recovery s'], ...rows.values()]);
}
