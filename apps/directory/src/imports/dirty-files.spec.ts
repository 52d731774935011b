import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { judge, openTable, reportOf, type Report } from '@aftercare/tables';
import { parse } from 'csv-parse/sync';
import { kindsOf, type KindName, type Register } from './kinds';

const sample = resolve(__dirname, '../../../../deploy/sample');
const dirty = join(sample, 'dirty');
const column = (file: string, name: string): string[] => (parse(readFileSync(join(sample, file)), { columns: true }) as Record<string, string>[]).map((row) => row[name] ?? '');

const onFile: Partial<Record<Register, ReadonlySet<string>>> = {
  branch: new Set(column('branches.csv', 'branch_code')), dealer: new Set(column('dealers.csv', 'dealer_code')), product_model: new Set(column('product_models.csv', 'model_code')),
};
const areas = new Map(column('branches.csv', 'city').map((city, at) => [city, column('branches.csv', 'area_code')[at]]));
const kinds = kindsOf({ has: (register, code) => onFile[register]?.has(code) ?? false, areaCode: (city) => areas.get(city) || undefined });

describe('files as people send them', () => {
  it.each(readdirSync(dirty).filter((file) => file.endsWith('.expected.json')))('judges %s row by row', async (file) => {
    const expected = JSON.parse(readFileSync(join(dirty, file), 'utf8')) as Report;
    const table = await openTable(readFileSync(join(dirty, expected.file)), expected.file);
    const kind = kinds[expected.entity as KindName];
    const report = await reportOf(expected.file, table, kind, await judge(table, kind));
    expect(report).toEqual(expected);
    expect(Object.keys(report)).toEqual(Object.keys(expected));
  });
});
