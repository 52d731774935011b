import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { BenchContext, Series } from '../../tools/bench/bench.ts';
import { Imports } from '../../tools/import/imports.ts';
import { startBare } from './bare-system.ts';

export const name = 'import';
export const expectedSeconds = 400;

const rows = 50_000;
const atOnce = 500;

/**
 * A sheet of 50,000 customers over HTTP at the directory service, judged and put on file with their events, against their rows and events
 * alone in raw statements of 500. The peak of the service's memory is the whole process's, over all runs.
 */
export async function run({ runs, say }: BenchContext): Promise<readonly Series[]> {
  const system = await startBare(['issuer', 'directory']);
  const { url, pid } = system.services['directory']!;
  const admin = new pg.Client({ connectionString: system.databaseUrl });
  try {
    await admin.connect();
    const imports = new Imports(url, await system.tokenFor('directory', 'ST002'));
    const atRest = megabytes(pid, 'VmRSS');
    const [seconds, perSecond, limits]: [number[], number[], number[]] = [[], [], []];
    for (let round = 1; round <= runs; round++) {
      const codes = Array.from({ length: rows }, (_, n) => `CU${round}${String(n).padStart(7, '0')}`);
      const file = join(system.folder, `customers-${round}.csv`);
      await writeFile(file, `客户编号,姓名,电话,城市,地址,经销商\n${codes.map((code, n) => `${code},客户${n},1${round % 10}${String(n).padStart(9, '0')},杭州,杭州市区示例小区${n}号,DL005\n`).join('')}`);
      const begun = performance.now();
      const sent = await imports.send('customers', file, 'bench');
      const judged = performance.now();
      const { changed } = await imports.apply(sent.id);
      const took = (performance.now() - begun) / 1000;
      if (changed !== rows) throw new Error(`${changed} of ${rows} rows got on file`);
      seconds.push(took);
      perSecond.push(rows / took);
      limits.push(await rawRate(admin, `CU${round}%`));
      say(`run ${round}: ${took.toFixed(1)} s (${((judged - begun) / 1000).toFixed(1)} s to judge), ${perSecond.at(-1)!.toFixed(0)} rows/s, raw ${limits.at(-1)!.toFixed(0)} rows/s, peak ${megabytes(pid, 'VmHWM').toFixed(0)} MB`);
    }
    return [
      { name: 'import, 50,000 customers', unit: 's', target: { of: 'value', atMost: 60 }, values: seconds },
      { name: 'import, rate', unit: 'rows/s', target: null, values: perSecond, limits },
      { name: 'import, memory above rest at its peak', unit: 'MB', target: { of: 'value', atMost: 200 }, values: [megabytes(pid, 'VmHWM') - atRest] },
    ];
  } finally {
    await admin.end();
    await system.stop();
  }
}

/** The same customers and events, sent again into tables with the same indexes, rows per second. */
async function rawRate(admin: pg.Client, codes: string): Promise<number> {
  await admin.query(`
    CREATE TABLE raw_customer (LIKE directory.customer INCLUDING INDEXES);
    CREATE TABLE raw_event (LIKE directory.event INCLUDING INDEXES)`);
  const { rows: told } = await admin.query<{ customer: object; events: object[] }>(
    `SELECT to_jsonb(c) AS customer, jsonb_agg(e) AS events FROM directory.customer c JOIN directory.event e ON e.key = c.id::text WHERE c.code LIKE $1 GROUP BY c.id`, [codes]);
  const chunks = Array.from({ length: Math.ceil(told.length / atOnce) }, (_, n) => told.slice(n * atOnce, (n + 1) * atOnce))
    .map((chunk) => [JSON.stringify(chunk.map(({ customer }) => customer)), JSON.stringify(chunk.flatMap(({ events }) => events))]);
  const begun = performance.now();
  for (const [customers, events] of chunks) {
    await admin.query('BEGIN');
    await admin.query('INSERT INTO raw_customer SELECT * FROM jsonb_populate_recordset(NULL::raw_customer, $1)', [customers]);
    await admin.query('INSERT INTO raw_event SELECT * FROM jsonb_populate_recordset(NULL::raw_event, $1)', [events]);
    await admin.query('COMMIT');
  }
  const rate = told.length / ((performance.now() - begun) / 1000);
  await admin.query('DROP TABLE raw_customer, raw_event');
  return rate;
}

const megabytes = (pid: number, field: 'VmRSS' | 'VmHWM'): number => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
