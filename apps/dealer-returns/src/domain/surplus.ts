import { RuleViolation } from '@aftercare/kernel';

/** Old parts that a dealer sent and did not owe, as they are put aside. */
export interface SurplusDetails {
  readonly id: string;
  readonly branchId: string;
  readonly dealerCode: string;
  readonly part: string;
  readonly qty: number;
  /** The day of the branch. */
  readonly receivedOn: string;
  readonly receivedBy: string;
}

export type SurplusEvent =
  | { readonly type: 'SurplusHeld'; readonly at: Date }
  | { readonly type: 'SurplusAssigned'; readonly obligationId: string; readonly qty: number; readonly by: string; readonly at: Date };

/** Parts that nobody owed: they lie in quarantine, kept apart, until somebody finds out for which duty they are. */
export class Surplus {
  readonly id: string;
  readonly branchId: string;
  readonly dealerCode: string;
  readonly part: string;
  readonly qty: number;
  /** Kept apart still. */
  leftQty: number;
  readonly receivedOn: string;
  readonly receivedBy: string;
  readonly heldAt: Date;
  readonly version: number;

  private constructor() {}

  static hold(details: SurplusDetails, now: Date): { surplus: Surplus; events: SurplusEvent[] } {
    return { surplus: Object.assign(new Surplus(), details, { leftQty: details.qty, heldAt: now, version: 1 }), events: [{ type: 'SurplusHeld', at: now }] };
  }

  /** So many of them are for this duty of the same dealer, for the same part. */
  assign(duty: { readonly id: string; readonly branchId: string; readonly dealerCode: string; readonly part: string }, qty: number, by: string, now: Date): SurplusEvent[] {
    if (duty.branchId !== this.branchId || duty.dealerCode !== this.dealerCode || duty.part !== this.part) {
      throw new RuleViolation('surplus.other-duty', { dealer: this.dealerCode, part: this.part, branch: this.branchId });
    }
    if (!Number.isSafeInteger(qty) || qty < 1 || qty > this.leftQty) throw new RuleViolation('surplus.more-than-left', { qty: String(qty).slice(0, 20), left: this.leftQty });
    this.leftQty -= qty;
    return [{ type: 'SurplusAssigned', obligationId: duty.id, qty, by, at: now }];
  }
}
