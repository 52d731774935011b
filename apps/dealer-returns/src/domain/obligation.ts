import { addCalendarDays, startOfDay, timeOfDay } from '@aftercare/business-time';
import { isSelfOrRelative, Money, RuleViolation } from '@aftercare/kernel';
import { leadsTo, openStates, type ObligationMove, type ObligationState } from './obligation.lifecycle';

/** Why an old part need not come back; words of the factory's list `waiver`. */
export const waiverReasons = ['lost_by_customer', 'destroyed_on_site', 'cost_over_value', 'goodwill'] as const;
export type WaiverReason = (typeof waiverReasons)[number];

export const waiverStates = ['requested', 'approved', 'rejected', 'dropped'] as const;

/** Why a part is not returned, and what was decided about it. `dropped`: everything came back before anybody had decided. */
export interface Waiver {
  readonly state: (typeof waiverStates)[number];
  readonly reason: WaiverReason;
  /** Content hashes (SHA-256, hex) of the photos that show it. */
  readonly photos: readonly string[];
  /** Where directory keeps the words. */
  readonly wordsId: string;
  readonly requestedBy: string;
  readonly decidedBy: string | null;
}

/** Why less is owed than was: the pieces were settled as lost or short, or the box came back unopened. */
export const reductions = ['settled', 'taken_back'] as const;
export type Reduction = (typeof reductions)[number];

interface Change {
  readonly by: string;
  readonly at: Date;
}

export type ObligationEvent =
  | ({ readonly type: 'ObligationImported'; readonly past: PastDuty } & Change)
  | { readonly type: 'ObligationIncurred'; readonly at: Date }
  | { readonly type: 'ObligationReminded'; readonly at: Date }
  | { readonly type: 'ObligationOverdue'; readonly tell: readonly string[]; readonly at: Date }
  | ({ readonly type: 'OldPartReceived'; readonly qty: number; readonly day: string; readonly fromSurplus: string | null } & Change)
  | ({ readonly type: 'NotReturnedExplained' } & Change)
  | ({ readonly type: 'WaiverApproved'; readonly qty: number } & Change)
  | ({ readonly type: 'WaiverRejected' } & Change)
  | { readonly type: 'ObligationReduced'; readonly qty: number; readonly because: Reduction; readonly at: Date };

export interface ObligationDetails {
  readonly id: string;
  /** On the tag of the part: `OB-HZ-2026-000001`. */
  readonly number: string;
  readonly branchId: string;
  /** The zone of the branch: its days are the days of the duty. */
  readonly zone: string;
  readonly dealerCode: string;
  readonly noteId: string;
  readonly noteNumber: string;
  readonly lineNo: number;
  readonly ticketId: string | null;
  /** What has to come back: the part that was asked for. */
  readonly part: string;
  /** What was shipped for it, which may be a substitute. */
  readonly shippedAs: string;
  /** What one piece was worth that he got under warranty; exact. `null`: that was not told. */
  readonly unitPrice: string | null;
  readonly currency: string;
  /** Pieces in the part's base unit. */
  readonly qty: number;
  /** The last day on which they come back in time. */
  readonly dueOn: string;
}

/** In these a duty can be brought in from an earlier system. */
export const pastDutyStates = ['open', 'overdue', 'received', 'waived'] as const;

/** A duty of an earlier system, as it stood there. What a piece was worth, nobody has told: no penalty is proposed for it. */
export interface PastDuty extends Omit<ObligationDetails, 'unitPrice'> {
  readonly source: string;
  readonly state: (typeof pastDutyStates)[number];
  readonly incurredOn: string;
  readonly receivedQty: number;
  readonly receivedOn: string | null;
  /** Who agreed there that it need not come back, and why: without the words and photos that are on record here. */
  readonly waivedBy: string | null;
  readonly waiveReason: WaiverReason | null;
}

/** A dealer is reminded so many days before the last one, at this minute of the branch's day. */
const reminder = { daysBefore: 7, minute: 9 * 60 } as const;

/** Calendar days after the due day without a part and without a cause. */
export const penaltyAfterDays = 14;

/** Whom somebody has declared as relatives. */
export type DeclaredBy = (code: string) => readonly string[];

/**
 * A dealer owes the old parts for what was sent to him under warranty. States: open → reminded → overdue; received when nothing is open any
 * more, waived when finance has agreed that it does not come back, lapsed when nothing had to. What is open is qty − received − waived.
 * The moves are those of `obligation.lifecycle.ts`.
 */
export class ReturnObligation {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly zone: string;
  readonly dealerCode: string;
  readonly noteId: string;
  readonly noteNumber: string;
  readonly lineNo: number;
  readonly ticketId: string | null;
  readonly part: string;
  readonly shippedAs: string;
  readonly unitPrice: string | null;
  readonly currency: string;
  qty: number;
  receivedQty: number;
  waivedQty: number;
  state: ObligationState;
  readonly dueOn: string;
  /** The day of the branch on which a piece came last. */
  receivedOn: string | null;
  waiver: Waiver | null;
  readonly incurredAt: Date;
  readonly version: number;

  private constructor() {}

  static incur(details: ObligationDetails, now: Date): { obligation: ReturnObligation; events: ObligationEvent[] } {
    const obligation = Object.assign(new ReturnObligation(), details, {
      receivedQty: 0, waivedQty: 0, state: 'open' as const, receivedOn: null, waiver: null, incurredAt: now, version: 1,
    });
    return { obligation, events: [{ type: 'ObligationIncurred', at: now }] };
  }

  /** A duty of an earlier system. What is open of it is owed here from now on; who was reminded there is not reminded again when the due day is near or over. */
  static fromHistory(past: PastDuty, by: string, now: Date): { obligation: ReturnObligation; events: ObligationEvent[] } {
    const { source: _source, incurredOn, waivedBy: _waivedBy, waiveReason: _waiveReason, ...known } = past;
    const obligation: ReturnObligation = Object.assign(new ReturnObligation(), known, {
      unitPrice: null, waivedQty: past.state === 'waived' ? past.qty - past.receivedQty : 0, waiver: null, incurredAt: startOfDay(incurredOn, past.zone), version: 1,
    });
    return { obligation, events: [{ type: 'ObligationImported', past, by, at: now }] };
  }

  get openQty(): number {
    return this.qty - this.receivedQty - this.waivedQty;
  }

  /** Whether everything came back by the due day; `null` where that is not decided, or nothing came back. */
  get onTime(): boolean | null {
    return this.state === 'received' && this.receivedOn !== null ? this.receivedOn <= this.dueOn : null;
  }

  /** When the dealer is reminded. Where less time was given than that, it is in the past, and he hears at once. */
  get remindAt(): Date {
    return timeOfDay(addCalendarDays(this.dueOn, -reminder.daysBefore), reminder.minute, this.zone);
  }

  /** The first moment of the day after the due day. */
  get overdueAt(): Date {
    return startOfDay(addCalendarDays(this.dueOn, 1), this.zone);
  }

  /** A penalty is proposed when it has been overdue for so long, and nobody has given a cause that is still to be judged. */
  get penaltyAt(): Date {
    return startOfDay(addCalendarDays(this.dueOn, 1 + penaltyAfterDays), this.zone);
  }

  /** What the rule would have him pay: what he got for the pieces that are open. `null`: nothing, or not yet. */
  penaltyDue(now: Date): { readonly qty: number; readonly amount: Money } | null {
    if (this.state !== 'overdue' || now < this.penaltyAt || this.waiver?.state === 'requested' || this.unitPrice === null) return null;
    return { qty: this.openQty, amount: Money.of(this.unitPrice, this.currency).times(this.openQty).rounded() };
  }

  get ended(): boolean {
    return !(openStates as readonly ObligationState[]).includes(this.state);
  }

  /** Seven days are left. Early, or when it is overdue or has ended meanwhile, it changes nothing. */
  remind(now: Date): ObligationEvent[] {
    if (leadsTo('remind', this.state).length === 0 || now < this.remindAt) return [];
    this.state = 'reminded';
    return [{ type: 'ObligationReminded', at: now }];
  }

  /** The due day is over. Early, twice, or when it has ended meanwhile, it changes nothing. `tell`: who in the branch sees to it. */
  fallDue(tell: readonly string[], now: Date): ObligationEvent[] {
    if (leadsTo('fall_due', this.state).length === 0 || now < this.overdueAt) return [];
    this.state = 'overdue';
    return [{ type: 'ObligationOverdue', tell, at: now }];
  }

  /**
   * Pieces came back, on this day of the branch. Not more than is open: whatever else came is somebody else's, or nobody's. `fromSurplus`: they came
   * then, and it was found out only now that they are for this duty.
   */
  receive(part: string, qty: number, day: string, by: string, now: Date, fromSurplus: string | null = null): ObligationEvent[] {
    this.#allowed('receive');
    if (part !== this.part) throw new RuleViolation('obligation.other-part', { owed: this.part, part });
    wholePieces(qty);
    if (qty > this.openQty) throw new RuleViolation('obligation.more-than-owed', { qty, open: this.openQty });
    this.receivedQty += qty;
    this.receivedOn = this.receivedOn === null || this.receivedOn < day ? day : this.receivedOn;
    this.#endWhenNothingIsOpen();
    return [{ type: 'OldPartReceived', qty, day, fromSurplus, by, at: now }];
  }

  /** Why it does not come back. Nothing changes before finance has agreed; who was told no may explain again. */
  explain({ reason, photos, wordsId }: Pick<Waiver, 'reason' | 'photos' | 'wordsId'>, by: string, now: Date): ObligationEvent[] {
    this.#allowed('explain');
    if (this.waiver?.state === 'requested') throw new RuleViolation('obligation.waiver-requested-already');
    if (photos.length === 0) throw new RuleViolation('obligation.photo-missing');
    this.waiver = { state: 'requested', reason, photos, wordsId, requestedBy: by, decidedBy: null };
    return [{ type: 'NotReturnedExplained', by, at: now }];
  }

  /** Finance agrees: what is open now need not come back. Not by who asked, the dealer, or a relative of one of them. */
  approveWaiver(skills: readonly string[], declaredBy: DeclaredBy, by: string, now: Date): ObligationEvent[] {
    this.#allowed('approve_waiver');
    const waiver = this.#decides(skills, declaredBy, by);
    const qty = this.openQty;
    this.waivedQty += qty;
    this.waiver = { ...waiver, state: 'approved', decidedBy: by };
    this.state = 'waived';
    return [{ type: 'WaiverApproved', qty, by, at: now }];
  }

  /** Finance does not agree: everything is owed as before. */
  rejectWaiver(skills: readonly string[], declaredBy: DeclaredBy, by: string, now: Date): ObligationEvent[] {
    this.#allowed('reject_waiver');
    this.waiver = { ...this.#decides(skills, declaredBy, by), state: 'rejected', decidedBy: by };
    return [{ type: 'WaiverRejected', by, at: now }];
  }

  /** So many pieces never reached the dealer for good, as far as they are still open. After the end it changes nothing. */
  reduce(qty: number, because: Reduction, now: Date): ObligationEvent[] {
    if (leadsTo('reduce', this.state).length === 0) return [];
    const fewer = Math.min(qty, this.openQty);
    if (fewer <= 0) return [];
    this.qty -= fewer;
    this.#endWhenNothingIsOpen();
    return [{ type: 'ObligationReduced', qty: fewer, because, at: now }];
  }

  #allowed(move: ObligationMove): void {
    if (leadsTo(move, this.state).length === 0) throw new RuleViolation('obligation.move-not-allowed', { move, state: this.state });
  }

  #decides(skills: readonly string[], declaredBy: DeclaredBy, by: string): Waiver {
    if (this.waiver?.state !== 'requested') throw new RuleViolation('obligation.not-explained');
    if (!skills.includes('finance_approval')) throw new RuleViolation('obligation.waiver-needs-finance', { by });
    for (const party of [this.waiver.requestedBy, this.dealerCode]) if (isSelfOrRelative(by, party, declaredBy)) throw new RuleViolation('obligation.self-or-relative', { by, party });
    return this.waiver;
  }

  #endWhenNothingIsOpen(): void {
    if (this.openQty > 0) return;
    this.state = this.receivedQty > 0 ? 'received' : 'lapsed';
    if (this.waiver?.state === 'requested') this.waiver = { ...this.waiver, state: 'dropped' };
  }
}

const wholePieces = (qty: number): void => {
  if (!Number.isSafeInteger(qty) || qty < 1 || qty > 1_000_000) throw new RuleViolation('obligation.quantity-invalid', { qty: String(qty).slice(0, 20) });
};

/** A duty of a dealer for the kind of part that came. */
export type Duty = Pick<ReturnObligation, 'id' | 'number' | 'dueOn' | 'openQty'>;

/**
 * Parts came without a tag: they are for the duties that the dealer has for that part, the one that is due first first. What is left over is
 * nobody's: it is kept apart until somebody finds out what it is.
 */
export const matchUntagged = (duties: readonly Duty[], qty: number): { readonly matched: readonly { readonly id: string; readonly qty: number }[]; readonly surplus: number } => {
  wholePieces(qty);
  let left = qty;
  const inTurn = duties.filter(({ openQty }) => openQty > 0).toSorted((a, b) => compare(a.dueOn, b.dueOn) || compare(a.number, b.number));
  const matched = inTurn.flatMap(({ id, openQty }) => {
    const taken = Math.min(left, openQty);
    left -= taken;
    return taken > 0 ? [{ id, qty: taken }] : [];
  });
  return { matched, surplus: left };
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
