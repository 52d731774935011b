import { RuleViolation } from '@aftercare/kernel';

export interface SignedIn {
  readonly type: 'SignedIn';
  readonly at: Date;
  /** When the day is over and he is signed out by itself. */
  readonly until: Date;
}
export interface SignedOut {
  readonly type: 'SignedOut';
  readonly at: Date;
}
/** On file with other facts than before. */
export interface MemberChanged {
  readonly type: 'MemberChanged';
}
/** He works for another branch from now on. */
export interface MemberMoved {
  readonly type: 'MemberMoved';
  readonly from: string;
  /** Who looks after what he leaves behind there. */
  readonly tell: readonly string[];
  readonly by: string;
  readonly at: Date;
}
export type StaffEvent = SignedIn | SignedOut | MemberChanged | MemberMoved;

/** Whom a branch may have, and who works for the whole house. */
export const branchRoles = ['clerk', 'storekeeper', 'technician', 'supervisor', 'branch_manager'] as const;
export const staffRoles = [...branchRoles, 'hq_analyst', 'auditor', 'admin', 'integrator'] as const;
export type StaffRole = (typeof staffRoles)[number];

/** What is on file of a member of staff and somebody above him may change. */
export interface MemberDetails {
  readonly name: string;
  readonly role: StaffRole;
  readonly managerId: string | null;
  /** What he can do: tickets that need it are given to him. */
  readonly skills: readonly string[];
  /** In its stored form. */
  readonly phone: string;
  readonly joinedOn: string | null;
  /** He works here. */
  readonly active: boolean;
}

/** Who decides about a member of staff, and what only the database knows. */
export interface StaffDecision {
  readonly by: string;
  /** Whether he decides for all branches. */
  readonly everywhere: boolean;
  /** The people above the manager that is named, nearest first, the manager among them. */
  readonly above: readonly string[];
}

/**
 * A member of staff at work, or not: `signed out ⇄ signed in`. Only who is signed in is given tickets by itself. Nobody decides about himself,
 * and who once declared a relative cannot take that back by himself.
 */
export class StaffMember implements MemberDetails {
  readonly id: string;
  branchId: string;
  name: string;
  role: StaffRole;
  managerId: string | null;
  skills: readonly string[];
  phone: string;
  joinedOn: string | null;
  /** `ST010:brother`: members of staff, dealers, customers. */
  declaredRelatives: readonly string[];
  active: boolean;
  signedInAt: Date | null;
  readonly version: number;

  private constructor() {}

  static register(details: MemberDetails, made: { readonly id: string; readonly branchId: string }, decision: StaffDecision): { member: StaffMember; events: StaffEvent[] } {
    checked(details, made.id, decision);
    const member: StaffMember = Object.assign(new StaffMember(), made, details, { declaredRelatives: [], signedInAt: null, version: 1 });
    return { member, events: [{ type: 'MemberChanged' }] };
  }

  /** What is said again changes nothing. Who does not work here any more is signed out. */
  change(details: MemberDetails, decision: StaffDecision, now: Date): StaffEvent[] {
    if (decision.by === this.id) throw new RuleViolation('staff.not-oneself');
    refuseRole(this.role, decision);
    checked(details, this.id, decision);
    if ((Object.keys(details) as (keyof MemberDetails)[]).every((field) => String(details[field]) === String(this[field]))) return [];
    Object.assign(this, details);
    return [{ type: 'MemberChanged' }, ...(details.active ? [] : this.leave(now))];
  }

  /**
   * He works for another branch from now on, under somebody there. He is signed out: whether he is available there he says himself. What he owned stays his until
   * somebody takes it over; `tell`: who sees to that in the branch that he leaves. The branch where he is changes nothing.
   */
  move(to: string, managerId: string | null, tell: readonly string[], decision: StaffDecision, now: Date): StaffEvent[] {
    if (decision.by === this.id) throw new RuleViolation('staff.not-oneself');
    if (!this.active) throw new RuleViolation('staff.not-active', { staffId: this.id });
    checked({ ...this, managerId }, this.id, decision);
    const from = this.branchId;
    if (from === to) return [];
    const signedOut = this.leave(now);
    this.branchId = to;
    this.managerId = managerId;
    return [...signedOut, { type: 'MemberMoved', from, tell: tell.filter((code) => code !== this.id), by: decision.by, at: now }, { type: 'MemberChanged' }];
  }

  /** The whole list, as `CODE:kinship`. He himself only adds to it; his manager may also take away what was a mistake. */
  declareRelatives(relatives: readonly string[], by: string): StaffEvent[] {
    if (by !== this.id && by !== this.managerId) throw new RuleViolation('staff.relatives-not-yours', { staffId: this.id });
    const person = (declared: string): string => declared.split(':', 1)[0] ?? declared;
    const after = [...new Map(relatives.map((declared) => [person(declared), declared])).values()].sort();
    if (after.some((declared) => person(declared) === this.id)) throw new RuleViolation('staff.own-relative');
    const lost = this.declaredRelatives.find((declared) => !after.some((one) => person(one) === person(declared)));
    if (by === this.id && lost !== undefined) throw new RuleViolation('staff.relative-stays', { relative: person(lost) });
    if (after.join() === [...this.declaredRelatives].sort().join()) return [];
    this.declaredRelatives = after;
    return [{ type: 'MemberChanged' }];
  }

  /** Signing in twice is harmless. `dayEnds`: the end of the local day. */
  signIn(by: string, now: Date, dayEnds: Date): StaffEvent[] {
    this.refuseStrangers(by);
    if (!this.active) throw new RuleViolation('staff.not-active', { staffId: this.id });
    if (this.signedInAt !== null) return [];
    this.signedInAt = now;
    return [{ type: 'SignedIn', at: now, until: dayEnds }];
  }

  /** Signing out twice is harmless. */
  signOut(by: string, now: Date): StaffEvent[] {
    this.refuseStrangers(by);
    return this.leave(now);
  }

  /** Who forgot to sign out has gone home all the same. */
  dayOver(now: Date): StaffEvent[] {
    return this.leave(now);
  }

  private leave(now: Date): StaffEvent[] {
    if (this.signedInAt === null) return [];
    this.signedInAt = null;
    return [{ type: 'SignedOut', at: now }];
  }

  private refuseStrangers(by: string): void {
    if (by !== this.id && by !== this.managerId) throw new RuleViolation('staff.not-yours', { staffId: this.id });
  }
}

const checked = (details: MemberDetails, id: string, decision: StaffDecision): void => {
  if (details.name.trim() === '') throw new RuleViolation('staff.name-required');
  if (details.managerId === id || decision.above.includes(id)) throw new RuleViolation('staff.below-himself', { staffId: id });
  refuseRole(details.role, decision);
};

const refuseRole = (role: StaffRole, { everywhere }: StaffDecision): void => {
  if (!everywhere && !branchRoles.some((one) => one === role)) throw new RuleViolation('staff.role-of-head-office', { role });
};
