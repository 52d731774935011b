/** Branches that something reaches: `'*'` = every branch, now and later; `[]` = none. Members are branch codes such as BR05. */
export type Branches = '*' | readonly string[];

export const roles = [
  'clerk', 'storekeeper', 'technician', 'supervisor', 'branch_manager', 'hq_analyst', 'auditor', 'admin', 'integrator', 'dealer', 'customer', 'carrier', 'system',
] as const;
export type Role = (typeof roles)[number];

export const kinds = ['staff', 'client', 'dealer', 'customer', 'carrier', 'system'] as const;
export type Kind = (typeof kinds)[number];

/** Whose role it is: nobody holds a role of another kind. */
export const kindOf = (role: Role): Kind => {
  if (role === 'integrator') return 'client';
  return role === 'dealer' || role === 'customer' || role === 'carrier' || role === 'system' ? role : 'staff';
};

/** Who acts. Comes from a verified access token, or from `systemPrincipal` for what a service does by itself. */
export interface Principal {
  /** Code of a member of staff (ST030), dealer, customer or carrier, client id (aftercare-erp) or `system:<service>`. */
  readonly subject: string;
  readonly kind: Kind;
  readonly roles: readonly Role[];
  readonly branches: Branches;
  /** What a person is called, where whoever vouches for him says so. For papers and screens: nothing is decided by it, and nothing keeps it. */
  readonly name?: string;
}

/** Who it was, for people to read: the name, if there is one, and the code, which nobody shares. */
export const calledAs = ({ name, subject }: Principal): string => (name === undefined ? subject : `${name} ${subject}`);

/** A program that sends in bulk and tries again by itself (ERP, imports): when there is too much to do, it is turned away before people are. */
export const canWait = (principal: Principal): boolean => principal.roles.includes('integrator');

/**
 * A service acting by itself: a reaction to an event, a job, a load of data. The policy grants it nothing, so it cannot
 * stand in for a person; its reach is only the branches that its caller names. No token can carry it.
 */
export const systemPrincipal = (service: string, branches: Branches): Principal => ({
  subject: `system:${service}`, kind: 'system', roles: ['system'], branches,
});

/** Who has not said who he is, on a route that is for everybody: no role, so no permission, and no branch of his own. */
export const anybody: Principal = { subject: 'anybody', kind: 'client', roles: [], branches: [] };
