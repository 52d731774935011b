import { addCalendarDays } from '@aftercare/business-time';
import { isSelfOrRelative, Money, RuleViolation } from '@aftercare/kernel';
import type { DeclaredBy } from './discrepancy';

/** What a dealer paid for: what he owes, what he will order, or he owed it by something that is not on the account. */
export const paymentReasons = ['settlement', 'advance', 'offset'] as const;
export type PaymentReason = (typeof paymentReasons)[number];

/** Why a payment is taken back. */
export const paymentUndoReasons = ['wrong_dealer', 'wrong_amount', 'entered_twice', 'bounced'] as const;
export type PaymentUndoReason = (typeof paymentUndoReasons)[number];

/** Money that came longer ago than this is a matter of another year's books. */
export const oldestPaymentDays = 366;

export interface PaymentDetails {
  readonly id: string;
  /** `PY-HZ-2026-000001` */
  readonly number: string;
  /** Who serves the dealer. */
  readonly branchId: string;
  readonly dealerCode: string;
  /** Exact, in the currency. */
  readonly amount: string;
  readonly currency: string;
  /** The day of the branch on which the money came. */
  readonly paidOn: string;
  /** By which the bank knows it. */
  readonly reference: string;
  readonly reason: PaymentReason;
}

/** Who decides about money: what he is trusted with, and whom he has declared. */
export interface Payer {
  readonly skills: readonly string[];
  readonly declaredBy: DeclaredBy;
}

export type PaymentEvent = { readonly type: 'PaymentRecorded' | 'PaymentUndone'; readonly by: string; readonly at: Date };

/** A dealer has paid. States: recorded → undone, where it was none; both stay on his account, as two rows. Recorded by somebody with finance approval, who is not the dealer or a relative of his. */
export class DealerPayment {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly dealerCode: string;
  readonly amount: string;
  readonly currency: string;
  readonly paidOn: string;
  readonly reference: string;
  readonly reason: PaymentReason;
  state: 'recorded' | 'undone';
  readonly recordedBy: string;
  readonly recordedAt: Date;
  undoReason: PaymentUndoReason | null;
  undoneBy: string | null;
  undoneAt: Date | null;
  readonly version: number;

  private constructor() {}

  /** `today`: the day where the branch is. */
  static record(details: PaymentDetails, today: string, who: Payer, by: string, now: Date): { payment: DealerPayment; events: PaymentEvent[] } {
    mayDecide(details.dealerCode, who, by);
    const amount = Money.of(details.amount, details.currency);
    if (amount.compare(Money.zero(details.currency)) <= 0) throw new RuleViolation('dealer-payment.amount-invalid', { amount: details.amount });
    if (details.paidOn > today || details.paidOn < addCalendarDays(today, -oldestPaymentDays)) throw new RuleViolation('dealer-payment.day-invalid', { day: details.paidOn, today, most: oldestPaymentDays });
    const payment = Object.assign(new DealerPayment(), details, { amount: amount.toString(), state: 'recorded' as const, recordedBy: by, recordedAt: now, undoReason: null, undoneBy: null, undoneAt: null, version: 1 });
    return { payment, events: [{ type: 'PaymentRecorded', by, at: now }] };
  }

  /** It was no payment of his: the account has a row against it. */
  undo(reason: PaymentUndoReason, who: Payer, by: string, now: Date): PaymentEvent[] {
    mayDecide(this.dealerCode, who, by);
    if (this.state !== 'recorded') throw new RuleViolation('dealer-payment.undone-already', { number: this.number });
    Object.assign(this, { state: 'undone', undoReason: reason, undoneBy: by, undoneAt: now });
    return [{ type: 'PaymentUndone', by, at: now }];
  }

  get money(): Money {
    return Money.of(this.amount, this.currency);
  }
}

const mayDecide = (dealerCode: string, { skills, declaredBy }: Payer, by: string): void => {
  if (!skills.includes('finance_approval')) throw new RuleViolation('dealer-payment.needs-finance', { by });
  if (isSelfOrRelative(by, dealerCode, declaredBy)) throw new RuleViolation('dealer-payment.self-or-relative', { by, party: dealerCode });
};
