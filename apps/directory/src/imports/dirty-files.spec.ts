import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { judge, openTable, reportOf, type Report } from '@aftercare/tables';
import { parse } from 'csv-parse/sync';
import { kindNames, kindsOf, type KindName, type Register } from './kinds';

const sample = resolve(__dirname, '../../../../deploy/sample');
const dirty = join(sample, 'dirty');
const column = (file: string, name: string): string[] => (parse(readFileSync(join(sample, file)), { columns: true }) as Record<string, string>[]).map((row) => row[name] ?? '');

const onFile: Partial<Record<Register, ReadonlySet<string>>> = {
  staff: new Set(column('staff.csv', 'staff_code')), customer: new Set(column('customers.csv', 'customer_code')), calendar: new Set(['CN-STD']), fault_code: new Set(column('fault_codes.csv', 'fault_code')),
  branch: new Set(column('branches.csv', 'branch_code')), dealer: new Set(column('dealers.csv', 'dealer_code')), product_model: new Set(column('product_models.csv', 'model_code')),
};
const areas = new Map(column('branches.csv', 'city').map((city, at) => [city, column('branches.csv', 'area_code')[at]]));
const kinds = kindsOf({
  isFree: () => true, everywhere: () => true, deviceWith: () => undefined, branchWith: () => undefined, has: (register, code) => onFile[register]?.has(code) ?? false, areaCode: (city) => areas.get(city === 'BR08' ? '宁波' : city) || undefined, branchFor: () => 'BR05',
});

describe('files as people send them', () => {
  it.each(readdirSync(dirty).filter((file) => file.endsWith('.expected.json') && !file.startsWith('parts')))('judges %s row by row', async (file) => {
    const expected = JSON.parse(readFileSync(join(dirty, file), 'utf8')) as Report;
    const table = await openTable(readFileSync(join(dirty, expected.file)), expected.file);
    const kind = kinds[expected.entity as KindName];
    const report = await reportOf(expected.file, table, kind, await judge(table, kind));
    expect(report).toEqual(expected);
    expect(Object.keys(report)).toEqual(Object.keys(expected));
  });

  it('are of kinds that the command line knows', () => {
    const [, list = ''] = /directory: \[([^\]]*)\]/.exec(readFileSync(resolve(sample, '../../tools/import/options.ts'), 'utf8')) ?? [];
    expect(list.match(/[\w-]+/g)?.sort()).toEqual([...kindNames].sort());
  });

  it.each([
    ['customers', 'customers.csv', 400], ['dealers', 'dealers.csv', 40], ['devices', 'devices.csv', 900], ['staff', 'staff.csv', 60],
    ['branches', 'branches.csv', 16], ['models', 'product_models.csv', 18], ['fault-codes', 'fault_codes.csv', 43],
  ] as const)('takes every row of the factory as %s', async (name, file, rows) => {
    const table = await openTable(readFileSync(join(sample, file)), file);
    const { accepted, rejected_rows, warnings } = await reportOf(file, table, kinds[name], await judge(table, kinds[name]));
    expect({ accepted, rejected_rows, warnings }).toEqual({ accepted: rows, rejected_rows: [], warnings: [] });
  });

  it('find the city of a dealer whose branch is written in full width', async () => {
    const table = await openTable(Buffer.from('经销商编号,名称,电话,所属分公司\nDL900,甲,574-00000900,ｂｒ０８\n'), 'a.csv');
    const { accepted_rows: [dealer] } = await reportOf('a.csv', table, kinds.dealers, await judge(table, kinds.dealers));
    expect(dealer).toMatchObject({ phone: '057400000900', branch_code: 'BR08' });
  });
});
