import { isSelfOrRelative, Money, RuleViolation } from '@aftercare/kernel';
import type { DeclaredBy } from './obligation';

export const penaltyStates = ['proposed', 'approved', 'rejected'] as const;
export type PenaltyState = (typeof penaltyStates)[number];

/** Why finance decided as it did. */
export const penaltyReasons = { approved: ['no_cause', 'repeated'], rejected: ['cause_accepted', 'returned_since', 'goodwill'] } as const;
export type PenaltyReason = (typeof penaltyReasons)[keyof typeof penaltyReasons][number];

export interface PenaltyDetails {
  readonly id: string;
  /** `PN-HZ-2026-000001` */
  readonly number: string;
  readonly branchId: string;
  readonly dealerCode: string;
  readonly obligationId: string;
  readonly part: string;
  /** Pieces that were open when it was proposed. */
  readonly qty: number;
  /** What the rule comes to; exact. */
  readonly proposed: string;
  readonly currency: string;
}

export type PenaltyEvent =
  | { readonly type: 'PenaltyProposed'; readonly at: Date }
  | { readonly type: 'PenaltyApproved' | 'PenaltyRejected'; readonly by: string; readonly at: Date };

/**
 * An old part is overdue for long and nobody has said why: what the dealer might have to pay for it. States: proposed by the rule → approved, as
 * proposed or less, or rejected by finance, with a reason. Nobody pays anything before that.
 */
export class Penalty {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly dealerCode: string;
  readonly obligationId: string;
  readonly part: string;
  readonly qty: number;
  readonly proposed: string;
  readonly currency: string;
  state: PenaltyState;
  amount: string | null;
  reason: PenaltyReason | null;
  readonly proposedAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
  readonly version: number;

  private constructor() {}

  static propose(details: PenaltyDetails, now: Date): { penalty: Penalty; events: PenaltyEvent[] } {
    const penalty = Object.assign(new Penalty(), details, { state: 'proposed' as const, amount: null, reason: null, proposedAt: now, decidedBy: null, decidedAt: null, version: 1 });
    return { penalty, events: [{ type: 'PenaltyProposed', at: now }] };
  }

  /** Finance agrees, to all of it or to less. */
  approve(amount: string, reason: PenaltyReason, skills: readonly string[], declaredBy: DeclaredBy, by: string, now: Date): PenaltyEvent[] {
    this.#decided('approved', reason, skills, declaredBy, by);
    const [asked, most, nothing] = [Money.of(amount, this.currency), Money.of(this.proposed, this.currency), Money.zero(this.currency)];
    if (asked.compare(nothing) <= 0 || asked.compare(most) > 0) throw new RuleViolation('penalty.above-proposal', { amount, proposed: this.proposed });
    this.#end('approved', reason, by, now);
    this.amount = asked.toString();
    return [{ type: 'PenaltyApproved', by, at: now }];
  }

  /** Finance does not agree: he pays nothing. What is owed is owed as before. */
  reject(reason: PenaltyReason, skills: readonly string[], declaredBy: DeclaredBy, by: string, now: Date): PenaltyEvent[] {
    this.#decided('rejected', reason, skills, declaredBy, by);
    this.#end('rejected', reason, by, now);
    return [{ type: 'PenaltyRejected', by, at: now }];
  }

  #decided(to: 'approved' | 'rejected', reason: PenaltyReason, skills: readonly string[], declaredBy: DeclaredBy, by: string): void {
    if (this.state !== 'proposed') throw new RuleViolation('penalty.decided-already', { state: this.state });
    if (!skills.includes('finance_approval')) throw new RuleViolation('penalty.needs-finance', { by });
    if (isSelfOrRelative(by, this.dealerCode, declaredBy)) throw new RuleViolation('obligation.self-or-relative', { by, party: this.dealerCode });
    const possible: readonly string[] = penaltyReasons[to];
    if (!possible.includes(reason)) throw new RuleViolation('penalty.reason-not-for-it', { reason, possible: possible.join(', ') });
  }

  #end(state: PenaltyState, reason: PenaltyReason, by: string, now: Date): void {
    Object.assign(this, { state, reason, decidedBy: by, decidedAt: now });
  }
}
