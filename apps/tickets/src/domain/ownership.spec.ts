import { RuleViolation } from '@aftercare/kernel';
import { managerAbove, ownerOf, type Candidate } from './ownership';

const shop = { kind: 'client', subject: 'web-shop' } as const;
const candidate = (staffId: string, role: string, levelsUp: number, openTickets: number): Candidate => ({ staffId, role, levelsUp, openTickets });

describe('the owner of a new ticket', () => {
  it('is the member of staff who took the call', () => {
    expect(ownerOf({ kind: 'staff', subject: 'ST030' }, [candidate('ST034', 'clerk', 0, 0)], 'BR05')).toBe('ST030');
  });

  it('is the clerk with the least to do when the ticket came in by itself', () => {
    const onDuty = [candidate('ST029', 'branch_manager', 0, 0), candidate('ST030', 'clerk', 0, 4), candidate('ST034', 'clerk', 0, 3), candidate('ST007', 'supervisor', 1, 0)];
    expect(ownerOf(shop, onDuty, 'BR05')).toBe('ST034');
  });

  it('is the first by code among clerks who have equally much to do', () => {
    expect(ownerOf(shop, [candidate('ST034', 'clerk', 0, 3), candidate('ST030', 'clerk', 0, 3)], 'BR05')).toBe('ST030');
  });

  it('is the branch’s manager before anybody of a higher level', () => {
    expect(ownerOf(shop, [candidate('ST008', 'supervisor', 1, 0), candidate('ST029', 'branch_manager', 0, 9)], 'BR05')).toBe('ST029');
  });

  it('is not a storekeeper or a technician', () => {
    expect(() => ownerOf(shop, [candidate('ST031', 'storekeeper', 0, 0), candidate('ST032', 'technician', 0, 0)], 'BR05')).toThrow(
      new RuleViolation('ticket.no-staff-on-duty', { branch: 'BR05' }),
    );
  });
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

  it('is nobody when nobody is on duty up to the factory', () => {
    expect(managerAbove('ST030', [candidate('ST034', 'clerk', 0, 0)])).toBeNull();
  });
});
