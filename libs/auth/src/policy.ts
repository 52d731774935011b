import type { Branches, Principal, Role } from './principal';

/** One line of the policy: the role has the permission in its own branches, or in all of them. */
export interface Grant {
  readonly role: Role;
  readonly scope: 'own-branches' | 'all';
}

const inOwn = (...roles: readonly Role[]): readonly Grant[] => roles.map((role) => ({ role, scope: 'own-branches' }));
const inAll = (...roles: readonly Role[]): readonly Grant[] => roles.map((role) => ({ role, scope: 'all' }));
const branchStaff = ['clerk', 'storekeeper', 'technician', 'supervisor', 'branch_manager'] as const;

const table = {
  'ticket:open': inOwn(...branchStaff, 'integrator'),
  // Whoever may open a ticket may own it, and has to be able to act on it; whose it is, the ticket knows.
  'ticket:take-up': inOwn(...branchStaff),
  // Everything else that is done about a ticket.
  'ticket:work': inOwn(...branchStaff),
  'ticket:read': [...inOwn(...branchStaff, 'integrator'), ...inAll('hq_analyst', 'auditor')],
  // Whoever opens a ticket writes down the words of a caller; reading them back is a right of its own.
  'contact:record': inOwn(...branchStaff, 'integrator'),
  // Personal data. Storekeepers and technicians need an address for a parcel or a visit, not everybody's words; analysts work on ids.
  'contact:read': [...inOwn('clerk', 'supervisor', 'branch_manager'), ...inAll('auditor')],
  // What staff write while they work; read by whoever works on the same thing.
  // A dealer explains why an old part does not come back; reading is for those who work on it.
  'note:write': inOwn(...branchStaff, 'dealer'),
  'note:read': [...inOwn(...branchStaff), ...inAll('auditor')],
  'customer:read': [...inOwn('clerk', 'supervisor', 'branch_manager'), ...inAll('auditor')],
  // Registering and changing customers, and deciding whether two records are one person.
  'customer:change': inOwn('clerk', 'supervisor', 'branch_manager'),
  // Taking the personal data of many home; who did it and why stands in the audit.
  'customer:export': inOwn('supervisor', 'branch_manager'),
  'dealer:read': [...inOwn(...branchStaff), ...inAll('hq_analyst', 'auditor')],
  // Registering and changing dealers, with their terms.
  'dealer:change': [...inOwn('supervisor', 'branch_manager'), ...inAll('admin')],
  'device:read': [...inOwn(...branchStaff), ...inAll('hq_analyst', 'auditor')],
  // Guarantees that differ from what the model promises.
  'device:change': inOwn('supervisor', 'branch_manager'),
  // What the factory makes and promises, and the faults it knows.
  'model:read': [...inOwn(...branchStaff), ...inAll('hq_analyst', 'auditor', 'admin')],
  'model:change': inAll('admin'),
  // A dealer knows by whom he is served.
  'branch:read': [...inOwn(...branchStaff, 'integrator', 'dealer'), ...inAll('hq_analyst', 'auditor', 'admin')],
  // Whoever decides for finance at head office has to know who asks, and what he himself is trusted with.
  'staff:read': [...inOwn(...branchStaff), ...inAll('hq_analyst', 'auditor', 'admin')],
  // How a colleague or a branch is called whose code stands on a paper that two branches share: the name, nothing else of them.
  'name:read': inAll(...branchStaff, 'hq_analyst', 'auditor', 'admin'),
  // Who works here, as what and under whom; roles of head office are its own to give.
  'staff:change': [...inOwn('branch_manager'), ...inAll('admin')],
  // From one branch to another: neither of them decides that alone.
  'staff:move': inAll('admin'),
  // Sheets of customers, dealers and devices of the own branches; what all branches share is head office's.
  'table:import': [...inOwn('supervisor', 'branch_manager'), ...inAll('admin')],
  // Everybody for himself; who else may, the member of staff's own rules say.
  'staff:sign': inOwn(...branchStaff),
  // What there is to be had: parts, substitutes, places, carriers.
  'part:read': [...inOwn(...branchStaff, 'integrator', 'dealer'), ...inAll('hq_analyst', 'auditor', 'admin')],
  'part:change': inAll('admin'),
  'stock:read': [...inOwn(...branchStaff), ...inAll('hq_analyst', 'auditor')],
  // Between the bins of a place.
  'stock:move': inOwn('storekeeper', 'branch_manager'),
  // What was counted otherwise than it was booked, and what was booked wrongly: not by who keeps the store.
  'stock:correct': inOwn('branch_manager'),
  // That so much is missing or found: not by who counted, the count knows.
  'stock:approve-count': [...inOwn('supervisor', 'branch_manager'), ...inAll('hq_analyst')],
  // Dealers ask for themselves, and see only what is their own: the request knows.
  'parts:request': inOwn(...branchStaff, 'integrator', 'dealer'),
  'parts:read': [...inOwn(...branchStaff, 'integrator', 'dealer'), ...inAll('hq_analyst', 'auditor')],
  'parts:approve': inOwn('supervisor', 'branch_manager'),
  // Above a dealer's credit limit; besides the right it takes the skill.
  'parts:approve-credit': [...inOwn('supervisor', 'branch_manager'), ...inAll('hq_analyst')],
  'parts:pick': inOwn('storekeeper', 'branch_manager'),
  // By anybody but who has picked: the picking knows.
  'parts:check': inOwn(...branchStaff),
  'parts:ship': inOwn('storekeeper', 'branch_manager'),
  'parts:receive': inOwn(...branchStaff, 'dealer', 'customer'),
  // Asking after what is on its way.
  'parts:track': inOwn(...branchStaff),
  // A carrier tells of his own waybills, wherever they go.
  'tracking:push': inAll('carrier'),
  // Differences between what was sent and what came: what caused them and what is offered; claims on carriers.
  'parts:settle': inOwn('clerk', 'supervisor', 'branch_manager'),
  // Agreeing to an offer, or making another one: the side that did not make it, the case knows.
  'parts:answer': inOwn(...branchStaff, 'dealer'),
  // Old parts that dealers owe; a dealer sees his own only.
  'returns:read': [...inOwn(...branchStaff, 'dealer'), ...inAll('hq_analyst', 'auditor')],
  'returns:receive': inOwn('storekeeper', 'branch_manager'),
  'returns:explain': inOwn('clerk', 'supervisor', 'branch_manager', 'dealer'),
  // That an old part need not come back; besides the right it takes the skill.
  'returns:waive': [...inOwn('supervisor', 'branch_manager'), ...inAll('hq_analyst')],
  // Penalties for old parts that are overdue: proposed by the rule, decided by whoever has the skill besides the right.
  'returns:penalise': [...inOwn('supervisor', 'branch_manager'), ...inAll('hq_analyst')],
  // What dealers owe, row by row; a dealer sees his own.
  'account:read': [...inOwn('clerk', 'supervisor', 'branch_manager', 'dealer'), ...inAll('hq_analyst', 'auditor')],
  // That a dealer has paid, or has not after all; besides the right it takes the skill.
  'account:enter': [...inOwn('supervisor', 'branch_manager'), ...inAll('hq_analyst')],
  // One's own notices, to read and to mark as read; nobody has a right to those of others.
  'notice:own': [...inOwn(...branchStaff, 'dealer', 'customer'), ...inAll('hq_analyst', 'auditor', 'admin')],
  'analytics:read': [...inOwn(...branchStaff), ...inAll('hq_analyst', 'auditor')],
  'ops:read': inAll('auditor', 'admin'),
  'ops:act': inAll('admin'),
} satisfies Record<string, readonly Grant[]>;

export type Permission = keyof typeof table;

/** Who may what, and where: the only place that maps a permission to roles. What is not listed is refused. */
export const policy: Readonly<Record<Permission, readonly Grant[]>> = table;

/** The branches in which the principal has the permission. `[]` = it has not. */
export function branchesFor(principal: Principal, permission: Permission): Branches {
  const grants = policy[permission].filter(({ role }) => principal.roles.includes(role));
  if (grants.some(({ scope }) => scope === 'all')) return '*';
  return grants.length > 0 ? principal.branches : [];
}

/** Whether the principal has the permission in at least one branch. */
export const may = (principal: Principal, permission: Permission): boolean => branchesFor(principal, permission).length > 0;

/** Whether the principal has the permission in this branch. */
export function mayIn(principal: Principal, permission: Permission, branchId: string): boolean {
  const branches = branchesFor(principal, permission);
  return branches === '*' || branches.includes(branchId);
}
