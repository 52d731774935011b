import { Money, RuleViolation } from '@aftercare/kernel';
import { checkCount, type Shelf } from './stock';

/** Whoever counts may be wrong by so much, at the catalogue's prices, before another person has to agree. */
export const varianceLimit = '500.00';

export const stockCountStates = ['waiting', 'posted', 'declined'] as const;
export type StockCountState = (typeof stockCountStates)[number];

/** Why somebody else believes a large difference, or does not. */
export const stockCountReasons = { posted: ['lost_or_broken', 'not_booked', 'miscounted_before'], declined: ['doubtful', 'other_place', 'booked_meanwhile'] } as const;
export type StockCountReason = (typeof stockCountReasons)[keyof typeof stockCountReasons][number];

export interface StockCountDetails {
  readonly id: string;
  readonly branchId: string;
  readonly location: string;
  readonly part: string;
  readonly bin: Shelf;
  readonly counted: number;
  /** What should have been there at the moment of the count, whatever has moved since. */
  readonly expected: number;
  /** What the difference is worth, exact. */
  readonly variance: string;
  readonly currency: string;
}

export type StockCountEvent =
  | { readonly type: 'StockCountReferred'; readonly at: Date }
  | { readonly type: 'StockCountPosted'; readonly by: string; readonly at: Date }
  | { readonly type: 'StockCountDeclined'; readonly by: string; readonly at: Date };

/**
 * A bin was counted, without anything being frozen: what is posted is the difference to what should have been there at the count, on whatever
 * lies there when it is posted. States: posted, at once where the difference is worth no more than the limit; waiting → posted or declined by
 * another person where it is more.
 */
export class StockCount {
  readonly id: string;
  readonly branchId: string;
  readonly location: string;
  readonly part: string;
  readonly bin: Shelf;
  readonly counted: number;
  readonly expected: number;
  readonly variance: string;
  readonly currency: string;
  state: StockCountState;
  readonly countedBy: string;
  readonly countedAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
  /** `null`: nobody had to decide, or nobody has yet. */
  reason: StockCountReason | null;
  readonly version: number;

  private constructor() {}

  static enter(details: Omit<StockCountDetails, 'variance' | 'currency'>, price: Money, by: string, now: Date): { count: StockCount; events: StockCountEvent[] } {
    checkCount(details.counted, details.part);
    const variance = price.times(Math.abs(details.counted - details.expected)).rounded();
    const within = variance.compare(Money.of(varianceLimit, price.currency)) <= 0;
    const count = Object.assign(new StockCount(), details, {
      variance: variance.toString(), currency: price.currency, state: within ? ('posted' as const) : ('waiting' as const), countedBy: by, countedAt: now, decidedBy: null, decidedAt: null, reason: null, version: 1,
    });
    return { count, events: [within ? { type: 'StockCountPosted', by, at: now } : { type: 'StockCountReferred', at: now }] };
  }

  /** Found (above 0) or missing (below 0). */
  get difference(): number {
    return this.counted - this.expected;
  }

  /** Another person than who counted agrees: the difference is posted. */
  approve(reason: StockCountReason, by: string, now: Date): StockCountEvent[] {
    this.#decide('posted', reason, by, now);
    return [{ type: 'StockCountPosted', by, at: now }];
  }

  /** Another person does not believe it: nothing is posted, and it is counted again. */
  decline(reason: StockCountReason, by: string, now: Date): StockCountEvent[] {
    this.#decide('declined', reason, by, now);
    return [{ type: 'StockCountDeclined', by, at: now }];
  }

  #decide(to: 'posted' | 'declined', reason: StockCountReason, by: string, now: Date): void {
    if (this.state !== 'waiting') throw new RuleViolation('stock-count.decided-already', { state: this.state });
    if (by === this.countedBy) throw new RuleViolation('stock-count.own-count', { by });
    const possible: readonly string[] = stockCountReasons[to];
    if (!possible.includes(reason)) throw new RuleViolation('stock-count.reason-not-for-it', { reason, possible: possible.join(', ') });
    this.state = to;
    this.decidedBy = by;
    this.decidedAt = now;
    this.reason = reason;
  }
}
