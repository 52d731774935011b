import { addCalendarDays } from '@aftercare/business-time';
import { Money, RuleViolation } from '@aftercare/kernel';

/** A carrier has to have our claim within so many calendar days after it was agreed that it was him. */
export const claimDays = 30;

export interface ClaimDetails {
  readonly id: string;
  readonly branchId: string;
  readonly discrepancyId: string;
  readonly carrier: string;
  /** Exact, in the currency. */
  readonly amount: string;
  readonly currency: string;
}

export type ClaimEvent = { readonly type: 'CarrierClaimMade' | 'CarrierClaimEnded'; readonly by: string; readonly at: Date };

/** What a carrier owes us for goods that he lost or broke. States: open → recovered, wholly or partly; written_off where nothing can be had. */
export class CarrierClaim {
  readonly id: string;
  readonly branchId: string;
  readonly discrepancyId: string;
  readonly carrier: string;
  readonly amount: string;
  readonly currency: string;
  readonly deadline: string;
  recovered: string;
  state: 'open' | 'recovered' | 'written_off';
  readonly madeAt: Date;
  endedAt: Date | null;
  readonly version: number;

  private constructor() {}

  /** `today`: the day where the branch is. */
  static make(details: ClaimDetails, today: string, by: string, now: Date): { claim: CarrierClaim; events: ClaimEvent[] } {
    const claim = Object.assign(new CarrierClaim(), details, { deadline: addCalendarDays(today, claimDays), recovered: '0.00', state: 'open' as const, madeAt: now, endedAt: null, version: 1 });
    return { claim, events: [{ type: 'CarrierClaimMade', by, at: now }] };
  }

  /** What the carrier has paid in the end; 0: nothing, and nothing more is to be had. */
  end(recovered: string, by: string, now: Date): ClaimEvent[] {
    if (this.state !== 'open') throw new RuleViolation('carrier-claim.ended-already', { state: this.state });
    const paid = Money.of(recovered, this.currency);
    if (paid.compare(Money.zero(this.currency)) < 0 || paid.compare(Money.of(this.amount, this.currency)) > 0) throw new RuleViolation('carrier-claim.above-amount', { recovered, amount: this.amount });
    this.recovered = paid.toString();
    this.state = paid.compare(Money.zero(this.currency)) === 0 ? 'written_off' : 'recovered';
    this.endedAt = now;
    return [{ type: 'CarrierClaimEnded', by, at: now }];
  }
}
