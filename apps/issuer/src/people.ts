import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { Refusal } from './refusal';

/** Somebody who can sign in. `branches` is what the token will say: branch codes, or `['*']` = every branch. */
export interface Person {
  readonly code: string;
  readonly kind: 'staff' | 'dealer' | 'customer' | 'carrier';
  readonly name: string;
  readonly role: string;
  readonly branch: string;
  readonly branches: readonly string[];
}

const everywhereFromTheFactory = ['branch_manager', 'hq_analyst', 'auditor', 'admin'];

/**
 * The active staff of the sample with their reach: their own unit and all units below it. At the factory, which is above
 * everything, only those who steer or audit reach everywhere; its clerk and storekeepers work for the factory alone. And who
 * stands outside: dealers and customers reach the branch that serves them, carriers none. A customer's name stays where it belongs.
 */
export function peopleOf(sampleDir: string): ReadonlyMap<string, Person> {
  const staff = rowsOf(sampleDir, 'staff.csv', ['staff_code', 'name', 'role', 'branch_code', 'active']);
  const branches = rowsOf(sampleDir, 'branches.csv', ['branch_code', 'kind', 'parent_code']);
  const unitAndBelow = (code: string): string[] =>
    [code, ...branches.filter((branch) => branch['parent_code'] === code).flatMap((branch) => unitAndBelow(branch['branch_code'] ?? ''))];
  const reach = (role: string, code: string): readonly string[] => {
    const unit = branches.find((branch) => branch['branch_code'] === code);
    if (!unit) throw new Refusal(`staff.csv: 未知分公司 ${code}，请补入 branches.csv · unknown branch ${code}, add it to branches.csv`);
    if (unit['kind'] !== 'factory') return unitAndBelow(code);
    return everywhereFromTheFactory.includes(role) ? ['*'] : [code];
  };
  const employed = staff.filter((row) => row['active'] === 'yes').map((row): Person => {
    const { staff_code: code = '', name = '', role = '', branch_code: branch = '' } = row;
    return { code, kind: 'staff', name, role, branch, branches: reach(role, branch) };
  });
  const dealers = rowsOf(sampleDir, 'dealers.csv', ['dealer_code', 'name', 'branch_code']).map(({ dealer_code: code = '', name = '', branch_code: branch = '' }) =>
    outsider('dealer', code, name, branch));
  const customers = rowsOf(sampleDir, 'customers.csv', ['customer_code', 'branch_code']).map(({ customer_code: code = '', branch_code: branch = '' }) =>
    outsider('customer', code, '', branch));
  const carriers = rowsOf(sampleDir, 'carriers.csv', ['carrier_code', 'name']).map(({ carrier_code: code = '', name = '' }) => outsider('carrier', code, name, ''));
  return new Map([...employed, ...dealers, ...customers, ...carriers].map((person) => [person.code, person]));
}

/** What branches are called, by their codes. */
export const branchNamesOf = (sampleDir: string): ReadonlyMap<string, string> =>
  new Map(rowsOf(sampleDir, 'branches.csv', ['branch_code', 'name']).map(({ branch_code: code = '', name = '' }) => [code, name]));

const outsider = (kind: 'dealer' | 'customer' | 'carrier', code: string, name: string, branch: string): Person =>
  ({ code, kind, name, role: kind, branch, branches: branch === '' ? [] : [branch] });

function rowsOf(folder: string, file: string, columns: readonly string[]): Record<string, string>[] {
  const path = join(folder, file);
  let rows: Record<string, string>[];
  try {
    rows = parse(readFileSync(path), { columns: true, bom: true, skip_empty_lines: true });
  } catch (error) {
    throw new Refusal(`无法读取 ${path}：请检查 SAMPLE_DIR · cannot read ${path}, check SAMPLE_DIR: ${(error as Error).message}`);
  }
  const missing = columns.filter((column) => rows[0]?.[column] === undefined);
  if (missing.length > 0) throw new Refusal(`${path}: 缺少列 · missing columns: ${missing.join(', ')}`);
  return rows;
}
