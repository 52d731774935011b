import { NotFound, RuleViolation } from '@aftercare/kernel';
import { branchesFor, type Permission } from './policy';
import type { Principal } from './principal';

/**
 * The branch that a request is about: the one it names, else the only one in which the principal has the permission. Refused
 * with `branch.not-named` when there are several; `NotFound` for one that is not his, as for one that does not exist.
 */
export const branchNamed = (principal: Principal, permission: Permission, named: string | null | undefined): string => {
  const own = branchesFor(principal, permission);
  const branchId = named ?? (own !== '*' && own.length === 1 ? own[0] : undefined);
  if (branchId === undefined) throw new RuleViolation('branch.not-named');
  if (own !== '*' && !own.includes(branchId)) throw new NotFound('branch');
  return branchId;
};
