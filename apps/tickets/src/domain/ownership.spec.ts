import fc from 'fast-check';
import { RuleViolation } from '@aftercare/kernel';
import { assigneeOf, managerAbove, ownerOf, type Candidate, type Wanted } from './ownership';

const shop = { kind: 'client', subject: 'web-shop' } as const;
const clerk = { kind: 'staff', subject: 'ST030' } as const;
const anything: Wanted = { branchId: 'BR05', skill: null, representativeId: null, relatives: [] };
const candidate = (staffId: string, role: string, levelsUp: number, openTickets: number, rest: Partial<Candidate> = {}): Candidate => ({
  staffId, role, levelsUp, openTickets, skills: [], signedIn: true, ...rest,
});

describe('the owner of a new ticket', () => {
  it('is the member of staff who took the call, whoever else is there', () => {
    expect(ownerOf(clerk, anything, [candidate('ST034', 'clerk', 0, 0)])).toEqual({ ownerId: 'ST030', taken: true });
  });

  it('is somebody else when the call came from his own family', () => {
    const staff = [candidate('ST030', 'clerk', 0, 0), candidate('ST034', 'clerk', 0, 9)];
    expect(ownerOf(clerk, { ...anything, relatives: ['ST030'] }, staff)).toEqual({ ownerId: 'ST034', taken: true });
  });

  it('is the clerk with the least to do when the ticket came in by itself', () => {
    const staff = [candidate('ST029', 'branch_manager', 0, 0), candidate('ST030', 'clerk', 0, 4), candidate('ST034', 'clerk', 0, 3), candidate('ST007', 'supervisor', 1, 0)];
    expect(ownerOf(shop, anything, staff)).toEqual({ ownerId: 'ST034', taken: true });
  });

  it('is the first by code among clerks who have equally much to do', () => {
    expect(assigneeOf(anything, [candidate('ST034', 'clerk', 0, 3), candidate('ST030', 'clerk', 0, 3)])).toBe('ST030');
  });

  it('is the branch’s manager before anybody of a higher level', () => {
    expect(assigneeOf(anything, [candidate('ST008', 'supervisor', 1, 0), candidate('ST029', 'branch_manager', 0, 9)])).toBe('ST029');
  });

  it('is the key account’s representative before everybody else, while he is there', () => {
    const wanted = { ...anything, representativeId: 'ST029' };
    const staff = [candidate('ST034', 'clerk', 0, 0), candidate('ST029', 'branch_manager', 0, 9)];
    expect(assigneeOf(wanted, staff)).toBe('ST029');
    expect(assigneeOf(wanted, staff.map((one) => ({ ...one, signedIn: one.staffId !== 'ST029' })))).toBe('ST034');
  });

  it('has the skill that is needed, whatever his role (R3)', () => {
    const staff = [candidate('ST030', 'clerk', 0, 0, { skills: ['phone'] }), candidate('ST032', 'technician', 0, 5, { skills: ['glass_bonding'] })];
    expect(assigneeOf({ ...anything, skill: 'glass_bonding' }, staff)).toBe('ST032');
    expect(assigneeOf({ ...anything, skill: 'marine' }, staff)).toBeNull();
  });

  it('is not a storekeeper or a technician where no skill is in question', () => {
    expect(assigneeOf(anything, [candidate('ST031', 'storekeeper', 0, 0), candidate('ST032', 'technician', 0, 0)])).toBeNull();
  });

  it('is the nearest manager, until somebody takes it, when nobody has signed in', () => {
    const staff = [candidate('ST030', 'clerk', 0, 0), candidate('ST029', 'branch_manager', 0, 0), candidate('ST008', 'supervisor', 1, 0)].map((one) => ({ ...one, signedIn: false }));
    expect(ownerOf(shop, anything, staff)).toEqual({ ownerId: 'ST029', taken: false });
    expect(ownerOf(shop, { ...anything, relatives: ['ST029'] }, staff)).toEqual({ ownerId: 'ST008', taken: false });
  });

  it('is refused when there is nobody up to the factory', () => {
    expect(() => ownerOf(shop, anything, [candidate('ST031', 'storekeeper', 0, 0)])).toThrow(new RuleViolation('ticket.no-staff-on-duty', { branch: 'BR05' }));
  });
});

describe('automatic assignment, whoever there is', () => {
  const skills = ['phone', 'glass_bonding', 'marine'];
  const codes = Array.from({ length: 8 }, (_, n) => `ST03${n}`);
  const staff = fc.uniqueArray(
    fc.record({
      staffId: fc.constantFrom(...codes), role: fc.constantFrom('clerk', 'branch_manager', 'supervisor', 'technician', 'storekeeper'), levelsUp: fc.nat({ max: 2 }),
      openTickets: fc.nat({ max: 3 }), skills: fc.subarray(skills), signedIn: fc.boolean(),
    }),
    { selector: ({ staffId }) => staffId, maxLength: 8 },
  );
  const wanted = fc.record({
    branchId: fc.constant('BR05'), skill: fc.option(fc.constantFrom(...skills)), representativeId: fc.option(fc.constantFrom(...codes)), relatives: fc.subarray(codes),
  });
  const could = (who: Candidate, { skill, relatives }: Wanted): boolean =>
    who.signedIn && !relatives.includes(who.staffId) && (skill === null ? ['clerk', 'branch_manager', 'supervisor'].includes(who.role) : who.skills.includes(skill));

  it('gives it to somebody who is there, can do it and is no relative; to nobody only when there is no such person', () =>
    fc.assert(fc.property(staff, wanted, (people, what) => {
      const chosen = people.find(({ staffId }) => staffId === assigneeOf(what, people));
      expect(chosen !== undefined).toBe(people.some((who) => could(who, what)));
      if (chosen) expect(could(chosen, what)).toBe(true);
    })));

  it('passes nobody by who is as near, as fit and has less to do, unless for the representative', () =>
    fc.assert(fc.property(staff, wanted, (people, what) => {
      const chosen = people.find(({ staffId }) => staffId === assigneeOf(what, people));
      if (!chosen || chosen.staffId === what.representativeId) return;
      const better = people.filter((who) => could(who, what) && (who.levelsUp < chosen.levelsUp || (who.levelsUp === chosen.levelsUp && who.role === chosen.role && who.openTickets < chosen.openTickets)));
      expect(better).toEqual([]);
    })));

  it('does not depend on the order in which people are named', () =>
    fc.assert(fc.property(staff, wanted, (people, what) => {
      expect(assigneeOf(what, people.toReversed())).toBe(assigneeOf(what, people));
    })));
});

describe('the manager above a ticket', () => {
  const staff = [candidate('ST007', 'supervisor', 1, 0), candidate('ST001', 'branch_manager', 2, 0), candidate('ST030', 'clerk', 0, 0), candidate('ST029', 'branch_manager', 0, 9)];

  it('is the branch’s own', () => {
    expect(managerAbove('ST030', staff)).toBe('ST029');
  });

  it('is the next one up when the manager himself is the owner, or away', () => {
    expect(managerAbove('ST029', staff)).toBe('ST007');
    expect(managerAbove('ST030', staff.filter(({ staffId }) => staffId !== 'ST029'))).toBe('ST007');
  });

  it('is nobody when there is none up to the factory', () => {
    expect(managerAbove('ST030', [candidate('ST034', 'clerk', 0, 0)])).toBeNull();
  });
});
