import { addCalendarDays, localDay, startOfDay, timeOfDay } from '@aftercare/business-time';
import { isSelfOrRelative, Money, RuleViolation } from '@aftercare/kernel';
import { wholePieces } from './counts';
import { loanLeadsTo, type LoanMove, type LoanState } from './loan.lifecycle';
import { bin, party, type Account, type MoveReason } from './stock';

/** What comes back: as good as it went, or to be looked at first. */
export const loanReturns = ['good', 'quarantine'] as const;
export type LoanReturn = (typeof loanReturns)[number];

/** The borrower is reminded so many days before the last one, at this minute of the branch's day. */
const reminder = { daysBefore: 3, minute: 9 * 60 } as const;
/** Nothing is lent for longer: what is needed for good is asked for. */
export const longestLoanDays = 180;

export interface LoanDetails {
  readonly id: string;
  /** `LN-HZ-2026-000001` */
  readonly number: string;
  readonly branchId: string;
  /** Where the branch is: by its days it is due. */
  readonly zone: string;
  readonly location: string;
  readonly borrowerKind: 'dealer' | 'customer';
  /** A dealer's code or a customer's id. */
  readonly borrower: string;
  /** By which dealers and customers sign in and are declared as relatives. */
  readonly borrowerCode: string;
  readonly ticketId: string | null;
  /** A device by its serial, which no bin counts; `null`: pieces of a part. */
  readonly serial: string | null;
  readonly part: string | null;
  readonly qty: number;
  /** Of one piece when it was lent; `null`: nobody has put a price on the device. */
  readonly unitPrice: string | null;
  readonly currency: string;
  readonly dueOn: string;
  readonly lentBy: string;
}

interface Change {
  readonly by: string;
  readonly at: Date;
}

export type LoanEvent =
  | ({ readonly type: 'GoodsLent' } & Change)
  | { readonly type: 'LoanReminded'; readonly at: Date }
  | { readonly type: 'LoanOverdue'; readonly at: Date }
  | ({ readonly type: 'LoanReturned'; readonly qty: number; readonly to: LoanReturn; readonly refund: string | null } & Change)
  | ({ readonly type: 'LoanCharged'; readonly qty: number; readonly amount: string } & Change);

/** A booking of stock that a step of a loan makes; a device lies in no bin and makes none. */
export interface LoanBooking {
  readonly part: string;
  readonly qty: number;
  readonly from: Account;
  readonly to: Account;
  readonly reason: MoveReason;
}

export interface LoanStep {
  readonly events: LoanEvent[];
  readonly bookings: readonly LoanBooking[];
  /** What the borrower owes more by it, or less where it is negative; `null`: no money is moved. */
  readonly money: Money | null;
}

/**
 * A part or a device helps somebody out until his own is there (R40). States: lent → reminded → overdue; returned when everything is back,
 * charged when what is not back is paid for; what comes back after that is not paid for any more. What is lent is ours, in the account `lent` of its place, until then. The moves are those of
 * `loan.lifecycle.ts`.
 */
export class Loan {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly zone: string;
  readonly location: string;
  readonly borrowerKind: 'dealer' | 'customer';
  readonly borrower: string;
  readonly borrowerCode: string;
  readonly ticketId: string | null;
  readonly serial: string | null;
  readonly part: string | null;
  readonly qty: number;
  readonly unitPrice: string | null;
  readonly currency: string;
  readonly dueOn: string;
  readonly lentBy: string;
  readonly lentAt: Date;
  state: LoanState;
  returnedQty: number;
  chargedQty: number;
  chargedAmount: string | null;
  endedAt: Date | null;
  readonly version: number;

  private constructor() {}

  static lend(details: LoanDetails, now: Date): { loan: Loan } & LoanStep {
    wholePieces(details.qty);
    const today = localDay(now, details.zone);
    if (details.dueOn <= today || details.dueOn > addCalendarDays(today, longestLoanDays)) throw new RuleViolation('loan.due-day-invalid', { day: details.dueOn, after: today, most: longestLoanDays });
    const loan = Object.assign(new Loan(), details, { lentAt: now, state: 'lent' as const, returnedQty: 0, chargedQty: 0, chargedAmount: null, endedAt: null, version: 1 });
    return { loan, events: [{ type: 'GoodsLent', by: details.lentBy, at: now }], bookings: loan.#books(details.qty, bin(details.location, 'good'), bin(details.location, 'lent'), 'lent'), money: null };
  }

  /** With the borrower still. */
  get openQty(): number {
    return this.qty - this.returnedQty - this.chargedQty;
  }

  get remindAt(): Date {
    return timeOfDay(addCalendarDays(this.dueOn, -reminder.daysBefore), reminder.minute, this.zone);
  }

  /** The first moment of the day after the due day. */
  get overdueAt(): Date {
    return startOfDay(addCalendarDays(this.dueOn, 1), this.zone);
  }

  get ended(): boolean {
    return this.endedAt !== null;
  }

  /** Three days are left. Early, or when it is overdue or has ended meanwhile, it changes nothing. */
  remind(now: Date): LoanEvent[] {
    if (loanLeadsTo('remind', this.state).length === 0 || now < this.remindAt) return [];
    this.state = 'reminded';
    return [{ type: 'LoanReminded', at: now }];
  }

  /** The due day is over. Early, twice, or when it has ended meanwhile, it changes nothing. */
  fallDue(now: Date): LoanEvent[] {
    if (loanLeadsTo('fall_due', this.state).length === 0 || now < this.overdueAt) return [];
    this.state = 'overdue';
    return [{ type: 'LoanOverdue', at: now }];
  }

  /** Pieces came back, not more than are out; of what was charged, not more than that, and the borrower has not to pay for them. */
  takeBack(qty: number, to: LoanReturn, by: string, now: Date): LoanStep {
    this.#allowed('take_back');
    wholePieces(qty);
    if (this.state === 'charged') return this.#boughtBack(qty, to, by, now);
    if (qty > this.openQty) throw new RuleViolation('loan.more-than-lent', { qty, open: this.openQty });
    this.returnedQty += qty;
    if (this.openQty === 0) this.#end('returned', now);
    return { events: [{ type: 'LoanReturned', qty, to, refund: null, by, at: now }], bookings: this.#books(qty, bin(this.location, 'lent'), bin(this.location, to), 'returned'), money: null };
  }

  /** What is out still is paid for and no longer ours. Not above what it was worth when it was lent; not by the borrower, nor a relative of his. */
  charge(amount: string, declaredBy: (code: string) => readonly string[], by: string, now: Date): LoanStep {
    this.#allowed('charge');
    if (isSelfOrRelative(by, this.borrowerCode, declaredBy)) throw new RuleViolation('loan.self-or-relative', { by, party: this.borrowerCode });
    const [asked, most] = [Money.of(amount, this.currency), this.unitPrice === null ? null : Money.of(this.unitPrice, this.currency).times(this.openQty).rounded()];
    if (asked.compare(Money.zero(this.currency)) <= 0 || (most !== null && asked.compare(most) > 0)) throw new RuleViolation('loan.above-value', { amount, value: most?.toString() ?? '–' });
    const qty = this.openQty;
    this.chargedQty = qty;
    this.chargedAmount = asked.toString();
    this.#end('charged', now);
    return { events: [{ type: 'LoanCharged', qty, amount: asked.toString(), by, at: now }], bookings: this.#books(qty, bin(this.location, 'lent'), party(this.borrowerKind, this.borrower), 'charged'), money: asked };
  }

  /** The last piece takes what is left of the money: together they are what was charged, to the cent. */
  #boughtBack(qty: number, to: LoanReturn, by: string, now: Date): LoanStep {
    if (qty > this.chargedQty) throw new RuleViolation('loan.more-than-lent', { qty, open: this.chargedQty });
    const paid = Money.of(this.chargedAmount ?? '0', this.currency);
    const refund = qty === this.chargedQty ? paid : paid.share(qty, this.chargedQty).rounded();
    this.chargedQty -= qty;
    this.returnedQty += qty;
    this.chargedAmount = this.chargedQty === 0 ? null : paid.minus(refund).toString();
    if (this.chargedQty === 0) this.state = 'returned';
    return { events: [{ type: 'LoanReturned', qty, to, refund: refund.toString(), by, at: now }], bookings: this.#books(qty, party(this.borrowerKind, this.borrower), bin(this.location, to), 'returned'), money: refund.times(-1) };
  }

  #allowed(move: LoanMove): void {
    if (loanLeadsTo(move, this.state).length === 0) throw new RuleViolation('loan.move-not-allowed', { move, state: this.state });
  }

  #end(state: LoanState, now: Date): void {
    this.state = state;
    this.endedAt = now;
  }

  #books(qty: number, from: Account, to: Account, reason: MoveReason): readonly LoanBooking[] {
    return this.part === null ? [] : [{ part: this.part, qty, from, to, reason }];
  }
}
