import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { roles } from '@aftercare/auth';
import { peopleOf } from './people';

const folder = mkdtempSync(join(tmpdir(), 'people-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

const branches = 'branch_code,kind,parent_code\nFA01,factory,\nRG1,region,FA01\nBR01,branch,RG1\nBR02,branch,RG1\n';
const withStaff = (...rows: string[]) => {
  writeFileSync(join(folder, 'branches.csv'), branches);
  writeFileSync(join(folder, 'staff.csv'), `staff_code,name,role,branch_code,active\n${rows.join('\n')}\n`);
  writeFileSync(join(folder, 'dealers.csv'), 'dealer_code,name,branch_code\nDL1,丁,BR01\n');
  writeFileSync(join(folder, 'customers.csv'), 'customer_code,name,branch_code\nCU1,戊,BR02\n');
  writeFileSync(join(folder, 'carriers.csv'), 'carrier_code,name\nCR1,己\n');
  return peopleOf(folder);
};

it.each([
  ['a branch: itself', 'clerk,BR01', ['BR01']],
  ['a region: itself and its branches', 'supervisor,RG1', ['RG1', 'BR01', 'BR02']],
  ['who steers at the factory: everything', 'hq_analyst,FA01', ['*']],
  ['who works at the factory: the factory', 'clerk,FA01', ['FA01']],
  ['an analyst elsewhere: no more than his unit', 'hq_analyst,BR02', ['BR02']],
])('reach of %s', (_name, row, reach) => {
  expect(withStaff(`ST1,甲,${row},yes`).get('ST1')?.branches).toEqual(reach);
});

it('leaves out who has left', () => {
  expect([...withStaff('ST1,甲,clerk,BR01,no', 'ST2,乙,clerk,BR01,yes').values()].filter(({ kind }) => kind === 'staff').map(({ code }) => code)).toEqual(['ST2']);
});

it('knows dealers and customers of a branch and carriers of none, and no customer by name', () => {
  expect([...withStaff('ST1,甲,clerk,BR01,yes').values()].slice(1)).toEqual([
    { code: 'DL1', kind: 'dealer', name: '丁', role: 'dealer', branch: 'BR01', branches: ['BR01'] },
    { code: 'CU1', kind: 'customer', name: '', role: 'customer', branch: 'BR02', branches: ['BR02'] },
    { code: 'CR1', kind: 'carrier', name: '己', role: 'carrier', branch: '', branches: [] },
  ]);
});

it('names an unknown branch, a missing column and a missing file', () => {
  expect(() => withStaff('ST1,甲,clerk,BR99,yes')).toThrow('unknown branch BR99');
  writeFileSync(join(folder, 'staff.csv'), 'staff_code,name\nST1,甲\n');
  expect(() => peopleOf(folder)).toThrow('missing columns: role, branch_code, active');
  expect(() => peopleOf(join(folder, 'none'))).toThrow('check SAMPLE_DIR');
});

it('the sample factory knows only roles that the policy knows', () => {
  const sample = peopleOf(join(__dirname, '../../../deploy/sample'));
  expect([...sample.values()].filter(({ kind }) => kind === 'staff').length).toBe(60);
  for (const { role } of sample.values()) expect(roles).toContain(role);
});
