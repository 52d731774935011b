import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { judge, openTable, reportOf, type Report } from '@aftercare/tables';
import { parse } from 'csv-parse/sync';
import { kindNames, kindsOf, type Register } from './kinds';

const sample = resolve(__dirname, '../../../../deploy/sample');
const column = (file: string, name: string): string[] => (parse(readFileSync(join(sample, file)), { columns: true }) as Record<string, string>[]).map((row) => row[name] ?? '');
const onFile: Readonly<Record<Register, ReadonlySet<string>>> = {
  branch: new Set(column('branches.csv', 'branch_code')), staff: new Set(column('staff.csv', 'staff_code')), product_model: new Set(column('product_models.csv', 'model_code')),
  part: new Set(column('parts.csv', 'part_code')), location: new Set(column('locations.csv', 'location_code')),
  carrier: new Set(column('carriers.csv', 'carrier_code')), dealer: new Set(column('dealers.csv', 'dealer_code')), ticket: new Set(),
};
const kinds = kindsOf({ has: (register, code) => onFile[register].has(code), isFree: () => true, today: '2026-06-30' });

describe('files as people send them', () => {
  it('judges a workbook of parts row by row', async () => {
    const expected = JSON.parse(readFileSync(join(sample, 'dirty/parts.expected.json'), 'utf8')) as Report;
    const table = await openTable(readFileSync(join(sample, 'dirty', expected.file)), expected.file);
    expect(await reportOf(expected.file, table, kinds.parts, await judge(table, kinds.parts))).toEqual(expected);
  });

  it('are of kinds that the command line knows', () => {
    const [, list = ''] = /inventory: \[([^\]]*)\]/.exec(readFileSync(resolve(sample, '../../tools/import/options.ts'), 'utf8')) ?? [];
    expect(list.match(/[\w-]+/g)?.sort()).toEqual([...kindNames].sort());
  });

  it.each([['parts', 140], ['locations', 17], ['carriers', 5], ['stock', 1032]] as const)('takes every row of the factory’s %s', async (name, rows) => {
    const file = `${name}.csv`;
    const table = await openTable(readFileSync(join(sample, file)), file);
    const { accepted, rejected_rows, warnings } = await reportOf(file, table, kinds[name], await judge(table, kinds[name]));
    expect({ accepted, rejected_rows, warnings }).toEqual({ accepted: rows, rejected_rows: [], warnings: [] });
  });

  it.each([
    ['0', 'accepted'], ['-1', 'rejected'], ['1.5', 'rejected'], ['', 'rejected'], ['1e9', 'rejected'], ['2147483647', 'accepted'], ['2147483648', 'rejected'], ['=5', 'rejected'],
  ])('a quantity of %j is %s', async (qty, verdict) => {
    const table = await openTable(Buffer.from(`location_code,part_code,bin_kind,qty\nWH-BR05,PT039,good,${qty}\n`), 'stock.csv');
    const { accepted, rejected } = await reportOf('stock.csv', table, kinds.stock, await judge(table, kinds.stock));
    expect([accepted, rejected]).toEqual(verdict === 'accepted' ? [1, 0] : [0, 1]);
  });

  it.each([
    ['旧件需返还,返还天数', 'ＹＥＳ,', 'VALUE_MISSING return_days'], ['旧件需返还,备注', '是,', 'VALUE_MISSING return_days'], ['旧件需返还,返还天数', '是,0', 'accepted'], ['旧件需返还,返还天数', '否,', 'accepted'],
  ])('a part whose %s are %j is %s', async (headers, written, verdict) => {
    const table = await openTable(Buffer.from(`配件编号,名称,单位,单价,适配型号,${headers}\nPT900,泵,台,1,MD01,${written}\n`), 'parts.csv');
    const { rejected_rows: [rejected] } = await reportOf('parts.csv', table, kinds.parts, await judge(table, kinds.parts));
    expect(rejected ? `${rejected.reason} ${rejected.field}` : 'accepted').toBe(verdict);
  });
});
