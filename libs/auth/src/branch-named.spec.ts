import { NotFound, RuleViolation } from '@aftercare/kernel';
import { branchNamed } from './branch-named';
import type { Principal } from './principal';

const person = (branches: Principal['branches'], role: 'supervisor' | 'auditor' = 'supervisor'): Principal => ({ subject: 'ST008', kind: 'staff', roles: [role], branches });

describe('the branch a request is about', () => {
  it('is the one it names, when that one is his', () => {
    expect(branchNamed(person(['BR05', 'BR06']), 'ticket:open', 'BR06')).toBe('BR06');
    expect(branchNamed(person('*', 'auditor'), 'ticket:read', 'BR11')).toBe('BR11');
  });

  it('is his only one when it names none', () => {
    expect(branchNamed(person(['BR05']), 'ticket:open', undefined)).toBe('BR05');
  });

  it('is not guessed among several, nor for who has the permission nowhere', () => {
    expect(() => branchNamed(person(['BR05', 'BR06']), 'ticket:open', null)).toThrow(new RuleViolation('branch.not-named'));
    expect(() => branchNamed(person('*', 'auditor'), 'ticket:read', null)).toThrow(RuleViolation);
    expect(() => branchNamed(person(['BR05'], 'auditor'), 'ticket:open', 'BR05')).toThrow(NotFound);
  });

  it('does not exist when it is somebody else’s', () => {
    expect(() => branchNamed(person(['BR05']), 'ticket:open', 'BR01')).toThrow(NotFound);
  });
});
