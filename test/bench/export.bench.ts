import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BenchContext, Series } from '../../tools/bench/bench.ts';

export const name = 'export';
export const expectedSeconds = 300;

interface Exported { readonly seconds: number; readonly bytes: number; readonly megabytes: number }
const exported = async (format: string, rows: number): Promise<Exported> =>
  JSON.parse((await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'exporter.ts'), format, String(rows)])).stdout) as Exported;

/** A ledger of 12 columns as a workbook and as CSV, each in a process of its own: how long 100,000 rows take, and whether ten times as many need more memory. And what may be printed, as PDF. */
export async function run({ runs, say }: BenchContext): Promise<readonly Series[]> {
  const series: Series[] = [];
  for (const format of ['xlsx', 'csv']) {
    const [seconds, megabytes, limits]: [number[], number[], number[]] = [[], [], []];
    for (let round = 1; round <= runs; round += 1) {
      const some = await exported(format, 100_000);
      const many = await exported(format, 1_000_000);
      say(`${format}: ${some.seconds.toFixed(1)} s, ${(some.bytes / 1e6).toFixed(1)} MB, in ${some.megabytes.toFixed(0)} MB of memory; a million rows ${many.seconds.toFixed(1)} s in ${many.megabytes.toFixed(0)} MB`);
      seconds.push(some.seconds);
      megabytes.push(many.megabytes);
      limits.push(some.megabytes);
    }
    series.push(
      { name: `ledger of 100,000 rows as ${format}`, unit: 's', target: { of: 'value', atMost: 10 }, values: seconds },
      { name: `memory of the process, a million rows as ${format}, against 100,000`, unit: 'MB', target: { of: 'ratio', atMost: 1.25 }, values: megabytes, limits },
    );
  }
  const pdf: number[] = [];
  for (let round = 1; round <= runs; round += 1) pdf.push((await exported('pdf', 2_000)).seconds);
  say(`pdf: 2,000 rows in ${pdf.map((value) => value.toFixed(1)).join(', ')} s`);
  return [...series, { name: 'ledger of 2,000 rows as pdf', unit: 's', target: { of: 'value', atMost: 10 }, values: pdf }];
}
