import { isSelfOrRelative, Money, RuleViolation } from '@aftercare/kernel';
import type { DeliveryNote, DamagedLine, NoteLine } from './delivery-note';
import { delivered } from './delivery-note';
import { discrepancyLeadsTo, type DiscrepancyMove, type DiscrepancyState } from './discrepancy.lifecycle';
import type { Tell } from './shipment';
import { bin, outside, party, type Account, type MoveReason } from './stock';

/** Words of the factory's list `discrepancy_type`. A receipt shows the first four; the others are opened by a person. */
export const discrepancyTypes = ['short', 'over', 'wrong', 'damaged', 'lost', 'late'] as const;
export type DiscrepancyType = (typeof discrepancyTypes)[number];

/** Words of the factory's list `discrepancy_cause`. */
export const causes = ['warehouse', 'carrier', 'supplier', 'dealer', 'unknown'] as const;
export type Cause = (typeof causes)[number];

/** Somebody always bears the cost, also where nobody knows the cause. */
export const costOwners = ['warehouse', 'carrier', 'supplier', 'dealer'] as const;
export type CostOwner = (typeof costOwners)[number];

/** Words of the factory's list `discrepancy_remedy`. */
export const remedies = ['resend', 'return', 'credit', 'accept'] as const;
export type Remedy = (typeof remedies)[number];

/** What makes sense for each type: what came too much, or too late, need not be sent again. */
export const remediesOf: Readonly<Record<DiscrepancyType, readonly Remedy[]>> = {
  short: ['resend', 'credit', 'accept'], lost: ['resend', 'credit', 'accept'], over: ['return', 'accept'], wrong: remedies, damaged: remedies, late: ['return', 'credit', 'accept'],
};

/** What becomes of a rejected piece: destroyed where it is, as photos show, or it comes back and lies in quarantine. */
export const rejectedPieces = ['field_destroy', 'come_back'] as const;
export type RejectedPiece = (typeof rejectedPieces)[number];

/** The side that sent, and the side that received. */
export const sides = ['sender', 'receiver'] as const;
export type Side = (typeof sides)[number];

/** What of a case says which pieces the receiver has. */
type Pieces = Pick<DiscrepancyDetails, 'type' | 'cameInstead' | 'inTransit'>;

/** Pieces that were sent, came, and are not wanted. */
const isRejected = ({ type, cameInstead, inTransit }: Pieces): boolean => type === 'damaged' || (type === 'wrong' && cameInstead === null) || (type === 'late' && inTransit > 0);

/** The receiver has pieces in his hands that he does not want, or that came too much: what becomes of them has to be agreed as well. */
export const hasPieces = (about: Pieces): boolean => about.type === 'over' || about.type === 'wrong' || isRejected(about);

/** He has pieces that the note does not know, and may pay for what he keeps. */
export const keepsTooMuch = ({ type, cameInstead }: Pieces): boolean => type === 'over' || (type === 'wrong' && cameInstead !== null);

export interface OfferDetails {
  readonly remedy: Remedy;
  /** Who bears what it costs; `null`: whose fault it is. */
  readonly costOwner: CostOwner | null;
  /** What the dealer pays for pieces that came too much and that he keeps; exact, in the note's currency. */
  readonly charge: string | null;
  /** What the dealer is credited with. */
  readonly amount: string | null;
  readonly rejectedPiece: RejectedPiece | null;
}

export interface Offer extends OfferDetails {
  readonly side: Side;
  readonly by: string;
  readonly at: string;
}

export interface DiscrepancyDetails {
  readonly id: string;
  /** `DC-HZ-2026-000001` */
  readonly number: string;
  readonly branchId: string;
  readonly noteId: string;
  readonly noteNumber: string;
  readonly shipmentId: string | null;
  readonly requestId: string;
  /** The line of the request; `null`: what came was not asked for. */
  readonly requestLine: number | null;
  readonly lineNo: number;
  readonly ticketId: string | null;
  readonly dealerCode: string | null;
  /** By which name the receiving side signs in. */
  readonly receivedByWhom: string;
  /** Who hears of it, on both sides. */
  readonly tell: Tell;
  /** Where accepted pieces went. */
  readonly receiverAccount: Account;
  /** The place that sent. */
  readonly location: string;
  readonly type: DiscrepancyType;
  /** What should have come; for pieces that are not on the note, what came. */
  readonly part: string;
  /** The other side of a wrong part: what came in its place; `null`: nothing, or nobody knows what it is. */
  readonly cameInstead: string | null;
  readonly qty: number;
  /** Of these, so many are still on their way in the books. */
  readonly inTransit: number;
  readonly photos: readonly string[];
  readonly unitPrice: string;
  readonly currency: string;
}

/** What a receipt shows of one case, before it has a number. */
export type Difference = Pick<DiscrepancyDetails, 'requestLine' | 'lineNo' | 'type' | 'part' | 'cameInstead' | 'qty' | 'inTransit' | 'photos' | 'unitPrice'>;

/** A booking of stock that an agreement makes. */
export interface Booking {
  readonly part: string;
  readonly qty: number;
  readonly from: Account;
  readonly to: Account;
  readonly reason: MoveReason;
}

/** What follows from an agreement besides the state. */
export interface Consequences {
  readonly bookings: readonly Booking[];
  /** So many more (+) or fewer (−) pieces left than the dispatch ledger says of the line. */
  readonly ledgerCorrection: number;
  /** The good bin is counted again: pieces that never left lie there. */
  readonly recount: boolean;
  /** What the carrier owes us for it; `null`: nothing. */
  readonly carrierClaim: Money | null;
  readonly charge: Money | null;
  readonly resend: boolean;
}

interface Change {
  readonly by: string;
  readonly at: Date;
}

/** What a remedy can await; where it awaits both, each is told. */
export const remedySteps = ['taken_in', 'resent'] as const;
export type RemedyStep = (typeof remedySteps)[number];

export type DiscrepancyEvent =
  | ({ readonly type: 'DiscrepancyOpened' } & Change)
  | ({ readonly type: 'DiscrepancyInvestigated' } & Change)
  | ({ readonly type: 'RemedyOffered' } & Change)
  | ({ readonly type: 'RemedyAgreed' } & Change)
  | ({ readonly type: 'RemedyProgressed'; readonly done: RemedyStep } & Change)
  | ({ readonly type: 'DiscrepancySettled' } & Change);

/** Whom somebody has declared as relatives. */
export type DeclaredBy = (code: string) => readonly string[];

/**
 * What was sent is not what came: one case per line and kind, seen by both sides from the moment of the receipt. States: open →
 * investigating → agreed → settled. One side offers a remedy, the other accepts it or makes an offer of its own. When they agree, the
 * pieces leave in-transit by the cause; the case is settled when what was agreed has been done.
 */
export class Discrepancy {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly noteId: string;
  readonly noteNumber: string;
  readonly shipmentId: string | null;
  readonly requestId: string;
  readonly requestLine: number | null;
  readonly lineNo: number;
  readonly ticketId: string | null;
  readonly dealerCode: string | null;
  readonly receivedByWhom: string;
  readonly tell: Tell;
  readonly receiverAccount: Account;
  readonly location: string;
  readonly type: DiscrepancyType;
  readonly part: string;
  readonly cameInstead: string | null;
  readonly qty: number;
  readonly inTransit: number;
  readonly photos: readonly string[];
  readonly unitPrice: string;
  readonly currency: string;
  state: DiscrepancyState;
  cause: Cause | null;
  /** Where directory keeps what was found out. */
  findingsId: string | null;
  /** The offers of both sides in their order; the last one stands. */
  offers: readonly Offer[];
  /** The request by which it is sent again. */
  resendId: string | null;
  awaitsResend: boolean;
  awaitsReturn: boolean;
  settledQty: number;
  readonly openedBy: string;
  readonly openedAt: Date;
  agreedBy: string | null;
  agreedAt: Date | null;
  settledAt: Date | null;
  readonly version: number;

  private constructor() {}

  static open(details: DiscrepancyDetails, by: string, now: Date): { discrepancy: Discrepancy; events: DiscrepancyEvent[] } {
    const discrepancy = Object.assign(new Discrepancy(), details, {
      state: 'open' as const, cause: null, findingsId: null, offers: [], resendId: null, awaitsResend: false, awaitsReturn: false, settledQty: 0,
      openedBy: by, openedAt: now, agreedBy: null, agreedAt: null, settledAt: null, version: 1,
    });
    return { discrepancy, events: [{ type: 'DiscrepancyOpened', by, at: now }] };
  }

  /** The offer that stands. */
  get offer(): Offer | null {
    return this.offers.at(-1) ?? null;
  }

  /** What its pieces are worth. */
  get value(): Money {
    return Money.of(this.unitPrice, this.currency).times(this.qty).rounded();
  }

  /** What the dealer is credited with once it is settled; `null`: nothing, also where he bears the cost himself. */
  get credit(): Money | null {
    const { offer } = this;
    return offer === null || offer.remedy !== 'credit' || offer.amount === null || offer.costOwner === 'dealer' ? null : Money.of(offer.amount, this.currency);
  }

  /** What was found out, and whose fault it is. Found out again, the newest holds. */
  investigate(cause: Cause, findingsId: string, by: string, now: Date): DiscrepancyEvent[] {
    this.state = this.#allowed('investigate');
    this.cause = cause;
    this.findingsId = findingsId;
    return [{ type: 'DiscrepancyInvestigated', by, at: now }];
  }

  /** The sending side offers a remedy, for the whole case. `cause`: where nobody has said it yet. Not somebody who is the receiver, or a relative of his or of the dealer. */
  offerRemedy(offered: OfferDetails, qty: number, cause: Cause | null, declaredBy: DeclaredBy, by: string, now: Date): DiscrepancyEvent[] {
    this.#allowed('offer');
    this.#unrelated(declaredBy, by);
    const known = cause ?? this.cause;
    if (known === null) throw new RuleViolation('discrepancy.cause-missing', { causes: causes.join(', ') });
    this.#checked(offered, qty);
    const costOwner = offered.costOwner ?? (known === 'unknown' ? null : known);
    if (costOwner === null) throw new RuleViolation('discrepancy.cost-owner-missing', { owners: costOwners.join(', ') });
    this.state = 'investigating';
    this.cause = known;
    this.offers = [...this.offers, { ...offered, costOwner, side: 'sender', by, at: now.toISOString() }];
    return [{ type: 'RemedyOffered', by, at: now }];
  }

  /** The receiving side declines what is offered, and says what it wants instead. */
  counter(offered: OfferDetails, qty: number, by: string, now: Date): DiscrepancyEvent[] {
    this.#allowed('counter');
    if (this.offer === null) throw new RuleViolation('discrepancy.nothing-offered');
    this.#checked(offered, qty);
    this.offers = [...this.offers, { ...offered, costOwner: offered.costOwner ?? this.offer.costOwner, side: 'receiver', by, at: now.toISOString() }];
    return [{ type: 'RemedyOffered', by, at: now }];
  }

  /** The side that did not make the offer agrees to it. What awaits nothing is settled by that. */
  accept(side: Side, declaredBy: DeclaredBy, by: string, now: Date): { events: DiscrepancyEvent[]; consequences: Consequences } {
    this.#allowed('accept');
    const { offer } = this;
    if (offer === null) throw new RuleViolation('discrepancy.nothing-offered');
    if (offer.side === side) throw new RuleViolation('discrepancy.own-offer', { side });
    if (side === 'sender') this.#unrelated(declaredBy, by);
    this.agreedBy = by;
    this.agreedAt = now;
    this.state = 'agreed';
    this.awaitsResend = offer.remedy === 'resend';
    this.awaitsReturn = offer.remedy !== 'accept' && offer.rejectedPiece === 'come_back';
    const consequences = this.#consequencesOf(offer);
    return { events: [{ type: 'RemedyAgreed', by, at: now }, ...(this.#awaits ? [] : [this.#settle(by, now)])], consequences };
  }

  /** By which request it is sent again. */
  resendBy(requestId: string): void {
    this.resendId = requestId;
  }

  /** What was sent again has come. Told twice, it changes nothing. */
  resent(by: string, now: Date): DiscrepancyEvent[] {
    if (discrepancyLeadsTo('resent', this.state).length === 0 || !this.awaitsResend) return [];
    this.awaitsResend = false;
    return [this.#goneOn('resent', by, now)];
  }

  /** The rejected pieces came back: they lie in quarantine. */
  takeIn(by: string, now: Date): { events: DiscrepancyEvent[]; bookings: readonly Booking[] } {
    this.#allowed('take_in');
    if (!this.awaitsReturn) throw new RuleViolation('discrepancy.nothing-comes-back');
    this.awaitsReturn = false;
    const quarantine = bin(this.location, 'quarantine');
    const part = this.cameInstead ?? this.part;
    // What came too much, or in place of something else, was never taken out of the good bin.
    const from = this.inTransit > 0 && this.cameInstead === null ? bin(this.location, 'in_transit') : bin(this.location, 'good');
    return { events: [this.#goneOn('taken_in', by, now)], bookings: [{ part, qty: this.qty, from, to: quarantine, reason: 'returned' }] };
  }

  #allowed(move: DiscrepancyMove): DiscrepancyState {
    const [to] = discrepancyLeadsTo(move, this.state);
    if (to === undefined) throw new RuleViolation('discrepancy.move-not-allowed', { move, state: this.state });
    return to;
  }

  #unrelated(declaredBy: DeclaredBy, by: string): void {
    const related = [this.receivedByWhom, this.dealerCode].find((one) => one !== null && isSelfOrRelative(by, one, declaredBy));
    if (related != null) throw new RuleViolation('discrepancy.self-or-relative', { by, party: related });
  }

  #checked({ remedy, charge, amount, rejectedPiece }: OfferDetails, qty: number): void {
    if (qty !== this.qty) throw new RuleViolation('discrepancy.qty-differs', { qty, case: this.qty });
    if (!remediesOf[this.type].includes(remedy)) throw new RuleViolation('discrepancy.remedy-not-for-type', { remedy, type: this.type, possible: remediesOf[this.type].join(', ') });
    if ((remedy === 'credit') !== (amount !== null)) throw new RuleViolation('discrepancy.amount-for-credit', { remedy });
    if (charge !== null && (remedy !== 'accept' || !keepsTooMuch(this))) throw new RuleViolation('discrepancy.charge-for-kept', { remedy, type: this.type });
    for (const money of [amount, charge]) {
      if (money !== null && (Money.of(money, this.currency).compare(this.value) > 0 || Money.of(money, this.currency).compare(Money.zero(this.currency)) <= 0)) throw new RuleViolation('discrepancy.above-value', { amount: money, value: this.value.toString() });
    }
    const needsWord = hasPieces(this) && remedy !== 'accept';
    if (needsWord && rejectedPiece === null) throw new RuleViolation('discrepancy.rejected-piece-missing', { possible: rejectedPieces.join(', ') });
    if (!needsWord && rejectedPiece !== null) throw new RuleViolation('discrepancy.no-rejected-piece', { type: this.type });
    if (remedy === 'return' && rejectedPiece !== 'come_back') throw new RuleViolation('discrepancy.return-comes-back');
    if (rejectedPiece === 'field_destroy' && this.photos.length === 0) throw new RuleViolation('discrepancy.photo-missing', { piece: rejectedPiece });
  }

  #consequencesOf(offer: Offer): Consequences {
    const money = (text: string | null) => (text === null ? null : Money.of(text, this.currency));
    const good = bin(this.location, 'good');
    const bookings: Booking[] = [];
    let ledgerCorrection = 0;
    let recount = false;
    if (keepsTooMuch(this)) {
      // What he has in his hands left our good bin without anybody noticing.
      const part = this.cameInstead ?? this.part;
      if (offer.remedy === 'accept') bookings.push({ part, qty: this.qty, from: good, to: this.receiverAccount, reason: 'corrected' });
      else if (offer.rejectedPiece === 'field_destroy') bookings.push({ part, qty: this.qty, from: good, to: outside('scrap'), reason: 'scrapped' });
      if (this.type === 'over' && offer.remedy === 'accept') ledgerCorrection += this.qty;
    }
    if (this.inTransit > 0) {
      const from = bin(this.location, 'in_transit');
      const leaves = (to: Account, reason: MoveReason) => bookings.push({ part: this.part, qty: this.inTransit, from, to, reason });
      if (isRejected(this)) {
        if (offer.remedy === 'accept') leaves(this.receiverAccount, 'received');
        else if (offer.rejectedPiece === 'field_destroy') leaves(outside('scrap'), 'scrapped');
      } else if (this.cause === 'warehouse') {
        leaves(good, 'corrected');
        ledgerCorrection -= this.inTransit;
        recount = true;
      } else if (this.cause === 'dealer') leaves(this.receiverAccount, 'received');
      else if (this.cause === 'supplier') leaves(outside('supplier'), 'returned');
      else leaves(outside('loss'), 'lost');
    }
    return {
      bookings, ledgerCorrection, recount, charge: money(offer.charge), resend: offer.remedy === 'resend',
      // For a delay he owes what it has cost us, for goods what they are worth.
      carrierClaim: this.cause !== 'carrier' || this.type === 'over' ? null : this.type === 'late' ? money(offer.amount) : this.value,
    };
  }

  get #awaits(): boolean {
    return this.awaitsResend || this.awaitsReturn;
  }

  #goneOn(done: RemedyStep, by: string, now: Date): DiscrepancyEvent {
    return this.#awaits ? { type: 'RemedyProgressed', done, by, at: now } : this.#settle(by, now);
  }

  #settle(by: string, now: Date): DiscrepancyEvent {
    this.state = 'settled';
    this.settledQty = this.qty;
    this.settledAt = now;
    return { type: 'DiscrepancySettled', by, at: now };
  }
}

/**
 * What a receipt shows, line by line. A part that came and is not on the note, where one that is on it is missing, is one case with two
 * sides. Missing and rejected pieces that were sent are still on their way in the books; of what came too much the books know nothing. Where the
 * whole box is lost, what is missing is lost and not short.
 */
export const differencesOf = (lines: DeliveryNote['lines'], missingIs: 'short' | 'lost' = 'short'): Difference[] => {
  const strangers = lines.filter(({ requestLine }) => requestLine === null).map((line) => ({ line, left: line.received ?? 0 }));
  const found = lines.filter(({ requestLine }) => requestLine !== null).flatMap((line) => {
    const about = aboutLine(line);
    const [received, rejected] = [line.received ?? 0, line.rejected ?? 0];
    let undelivered = line.qty - delivered(line);
    let missing = Math.max(0, line.qty - received);
    const cases: Difference[] = [];
    for (const stranger of strangers) {
      const qty = Math.min(missing, stranger.left);
      if (qty === 0) continue;
      cases.push({ ...about, type: 'wrong', cameInstead: stranger.line.part, qty, inTransit: qty, photos: stranger.line.photos });
      stranger.left -= qty;
      missing -= qty;
      undelivered -= qty;
    }
    if (missing > 0) cases.push({ ...about, type: missingIs, qty: missing, inTransit: missing });
    undelivered -= missing;
    if (received > line.qty) cases.push({ ...about, type: 'over', qty: received - line.qty, inTransit: 0 });
    // Pieces that are rejected because they are too many are the same case.
    const bad = line.reason === 'over' ? Math.max(0, rejected - Math.max(0, received - line.qty)) : rejected;
    if (bad > 0) cases.push({ ...about, type: typeOf(line), qty: bad, inTransit: Math.min(bad, undelivered) });
    return cases;
  });
  return [...found, ...strangers.filter(({ left }) => left > 0).map(({ line, left }): Difference => ({ ...aboutLine(line), type: 'over', qty: left, inTransit: 0 }))];
};

/** Damages that were found after the receipt. */
export const damagesOf = (lines: DeliveryNote['lines'], damages: readonly DamagedLine[]): Difference[] =>
  damages.flatMap(({ lineNo, qty, undelivered }) => {
    const line = lines.find((one) => one.lineNo === lineNo);
    return line ? [{ ...aboutLine(line), type: 'damaged' as const, qty, inTransit: undelivered }] : [];
  });

/** A piece that is not wanted although it was sent and no more came is not the one that was wanted. */
const typeOf = ({ reason }: NoteLine): DiscrepancyType => (reason === 'over' ? 'wrong' : (reason ?? 'damaged'));

const aboutLine = ({ requestLine, lineNo, part, photos, unitPrice }: NoteLine) => ({ requestLine, lineNo, part, cameInstead: null, photos, unitPrice });

/** Where the accepted pieces of a note went: to whom the box went, or to the good bin of a van, which is ours. */
export const accountOfReceiver = ({ receiver: { kind, code } }: Pick<DeliveryNote, 'receiver'>): Account => (kind === 'van' ? bin(code, 'good') : party(kind, code));
