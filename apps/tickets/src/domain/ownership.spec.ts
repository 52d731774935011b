import { RuleViolation } from '@aftercare/kernel';
import { ownerOf, type Candidate } from './ownership';

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
