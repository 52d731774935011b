import type { DemoPerson, Words } from './pages';
import type { Person } from './people';

const roles: Readonly<Record<string, Words>> = {
  clerk: { zh: '客服', en: 'Clerk' },
  storekeeper: { zh: '保管员', en: 'Storekeeper' },
  technician: { zh: '技师', en: 'Technician' },
  branch_manager: { zh: '网点经理', en: 'Branch manager' },
  supervisor: { zh: '区域主管', en: 'Supervisor' },
  hq_analyst: { zh: '总部分析', en: 'HQ analyst' },
  dealer: { zh: '经销商', en: 'Dealer' },
};

/** One of each of the main roles who works for, or reaches, the first branch with people of its own, and a dealer of that branch: what one begins, another can go on with. */
export const demoPeopleOf = (people: ReadonlyMap<string, Person>, branchNames: ReadonlyMap<string, string>): readonly DemoPerson[] => {
  const known = [...people.values()];
  const home = known.find(({ role }) => role === 'technician')?.branch ?? '';
  return Object.entries(roles).flatMap(([role, words]) => {
    const held = known.filter((person) => person.role === role);
    const person = held.find(({ branch }) => branch === home) ?? held.find(({ branches }) => branches.includes(home)) ?? held[0];
    return person ? [{ code: person.code, name: person.name, branch: branchNames.get(person.branch) ?? person.branch, role: words }] : [];
  });
};
