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
export type StaffEvent = SignedIn | SignedOut;

/** A member of staff at work, or not: `signed out ⇄ signed in`. Only who is signed in is given tickets by itself. */
export class StaffMember {
  readonly id: string;
  readonly branchId: string;
  readonly managerId: string | null;
  readonly active: boolean;
  signedInAt: Date | null;
  readonly version: number;

  private constructor() {}

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
