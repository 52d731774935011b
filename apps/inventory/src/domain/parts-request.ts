import { localDay, type BusinessCalendar } from '@aftercare/business-time';
import { isSelfOrRelative, Money, RuleViolation } from '@aftercare/kernel';
import { awaitedStates, leadsTo, type RequestMove, type RequestState } from './parts-request.lifecycle';
import { moved, supplied, wanted, type RequestLine } from './request-line';

export const urgencies = ['normal', 'urgent'] as const;
export type Urgency = (typeof urgencies)[number];

export const requestReasons = ['defective', 'wrong_item', 'not_fitting', 'recall', 'replenishment'] as const;
export type RequestReason = (typeof requestReasons)[number];

/** Why a claim of warranty cannot be read from a device: none is named, it is another dealer's or customer's, of its guarantee no day is known, or that is over. */
export const warrantyDoubts = ['no_device', 'others_device', 'no_day', 'over'] as const;
export type WarrantyDoubt = (typeof warrantyDoubts)[number];

/** Why whoever approves takes it for one all the same: he has seen the device's papers, its fault is known (a recall), it was never sold, the part itself was bad, or we bear it. */
export const warrantyGrounds = ['device_seen', 'known_fault', 'unsold_stock', 'part_itself', 'goodwill'] as const;
export type WarrantyGround = (typeof warrantyGrounds)[number];

/** Why less is approved than was asked for. */
export const rejectionReasons = ['over_limit', 'out_of_warranty', 'not_fitting', 'duplicate', 'stock_rationing'] as const;
export type RejectionReason = (typeof rejectionReasons)[number];

export const requestCancelReasons = ['not_needed', 'mistake', 'duplicate', 'waited_too_long'] as const;
export type RequestCancelReason = (typeof requestCancelReasons)[number];

export const receiverKinds = ['dealer', 'customer', 'van'] as const;
export type ReceiverKind = (typeof receiverKinds)[number];

/** Why pieces became a back-order. */
export type BackOrderCause = 'no_stock' | 'not_found' | 'reservation_expired' | 'stock_lost' | 'box_came_back';

/** More of one part than this is no request but a mistake of typing. */
export const mostPieces = 1_000;

/** A part as the catalogue has it. */
export interface CataloguePart {
  readonly part: string;
  readonly withdrawn: boolean;
  readonly fitsModels: readonly string[];
  /** What may be sent in its place. It does not hold the other way round. */
  readonly substitutes: readonly string[];
  readonly price: string;
  readonly currency: string;
  /** `null`: the old part stays where it is. */
  readonly returnDays: number | null;
}

export interface AskedLine {
  readonly part: string;
  readonly qty: number;
}

export interface RequestDetails {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly requestedBy: string;
  readonly requesterKind: 'staff' | 'dealer' | 'client';
  /** The dealer whom it concerns and whose account is charged; `null`: it concerns none. */
  readonly dealerCode: string | null;
  /** The customer whose device it is. */
  readonly customerId: string | null;
  readonly customerCode: string | null;
  readonly receiverKind: ReceiverKind;
  /** A dealer's code, a customer's id or a van's location. */
  readonly receiver: string;
  readonly ticketId: string | null;
  /** Who owned the ticket when it was asked for. */
  readonly ticketOwnerId: string | null;
  readonly serial: string | null;
  /** The device's; `null`: the request is about no device. */
  readonly modelCode: string | null;
  readonly reason: RequestReason;
  readonly urgency: Urgency;
  readonly underWarranty: boolean;
  /** The warehouse that serves it. */
  readonly location: string;
}

/** What the warehouse has free of each part and substitute, as it is when somebody asks. */
export type Available = ReadonlyMap<string, number>;
export type Catalogue = ReadonlyMap<string, CataloguePart>;

export interface DecidedLine {
  readonly lineNo: number;
  readonly approved: number;
  readonly reason: RejectionReason | null;
  readonly substitute: string | null;
  /** With whom the substitute was agreed: who asked, the dealer or the customer. */
  readonly agreedWith: string | null;
}

export interface Decision {
  readonly lines: readonly DecidedLine[];
  /** The day that is promised for what is not in stock. */
  readonly promisedOn: string | null;
  /** Everything has to be in stock now; otherwise what is not becomes a back-order. */
  readonly fromStockNow: boolean;
  /** Why it costs the dealer nothing where the device does not say so. */
  readonly warrantyGround: WarrantyGround | null;
}

/** What directory knows of the device that a request names. */
export interface CoveredDevice {
  readonly dealerCode: string | null;
  readonly customerId: string | null;
  /** The last day on which its repair costs nothing; `null`: not known. */
  readonly coveredUntil: string | null;
}

/** What a decision has to know besides the request. */
export interface KnownToDecide {
  readonly catalogue: Catalogue;
  readonly declaredBy: DeclaredBy;
  readonly today: string;
  /** What stands against the warranty that is claimed; `null`: nothing, or none is claimed. */
  readonly doubt: WarrantyDoubt | null;
}

/** What has been decided of a request, and by whom: kept as it is while finance has to agree. */
export interface Proposal extends Decision {
  readonly by: string;
}

/** Whom nobody would trust to decide: see `isSelfOrRelative`. */
export type DeclaredBy = (code: string) => readonly string[];

/** What has happened to pieces of one line. */
export interface Pieces {
  readonly lineNo: number;
  readonly qty: number;
}
export interface PickedPieces extends Pieces {
  /** Reserved pieces that were looked for and not found. */
  readonly short: number;
}
export interface ReceivedPieces {
  readonly lineNo: number;
  /** What the note said; 0 for what is found out later about pieces that were counted before. */
  readonly shipped: number;
  readonly received: number;
  readonly rejected: number;
}

/** What became of a request as it was decided. */
export type Outcome = 'approved' | 'partly_approved' | 'rejected';

type Progress = 'picked' | 'put_back' | 'shipped' | 'received' | 'reopened' | 'reserved' | 'lost' | 'promised' | 'substitute_answered' | 'settled';

interface LineQty {
  readonly lineNo: number;
  readonly part: string;
  readonly qty: number;
}

export type PartsRequestEvent =
  | { readonly type: 'RequestDrafted'; readonly at: Date }
  | { readonly type: 'RequestSubmitted'; readonly at: Date }
  | { readonly type: 'RequestReferred'; readonly by: string; readonly charge: Money; readonly limit: Money; readonly at: Date }
  | { readonly type: 'RequestDecided'; readonly outcome: Outcome; readonly by: string; readonly creditBy: string | null; readonly at: Date }
  | { readonly type: 'RequestBackOrdered'; readonly because: BackOrderCause; readonly lines: readonly LineQty[]; readonly at: Date }
  | { readonly type: 'RequestDayAwaited'; readonly namedBy: Date; readonly namedOn: string; readonly at: Date }
  | { readonly type: 'RequestDayOverdue'; readonly managerId: string | null; readonly at: Date }
  | { readonly type: 'RequestProgressed'; readonly what: Progress; readonly lines: readonly LineQty[]; readonly documentId: string | null; readonly at: Date }
  | { readonly type: 'RequestFulfilled'; readonly at: Date }
  | { readonly type: 'RequestCancelled'; readonly by: string; readonly reason: RequestCancelReason; readonly lines: readonly LineQty[]; readonly at: Date }
  | { readonly type: 'RequestClosed'; readonly by: string; readonly at: Date };

/** What a decision comes to, before anything is reserved for it. */
export interface Plan {
  readonly decision: Decision;
  /** What has to be taken from stock, by line. */
  readonly lines: readonly LineQty[];
  /** What the dealer's account will be charged when it leaves; `null`: he pays nothing. */
  readonly charge: Money | null;
  /** The doubt about its warranty, and the ground on which it is approved all the same. */
  readonly confirmed: { readonly doubt: WarrantyDoubt; readonly ground: WarrantyGround } | null;
}

/**
 * Somebody asks the store for parts. States: draft → submitted (→ in_approval, while finance has to agree) → approved, partly_approved or
 * rejected → partly_shipped → received_with_discrepancy or fulfilled → closed; cancelled while nothing of it has left. Each line counts its
 * own pieces, and from the decision on the state follows from them. What is not in stock waits and is served from what arrives. Nobody
 * decides what he or a relative of his has asked for or receives.
 */
export class PartsRequest {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly requestedBy: string;
  readonly requesterKind: 'staff' | 'dealer' | 'client';
  dealerCode: string | null;
  customerId: string | null;
  customerCode: string | null;
  receiverKind: ReceiverKind;
  receiver: string;
  ticketId: string | null;
  ticketOwnerId: string | null;
  serial: string | null;
  modelCode: string | null;
  reason: RequestReason;
  urgency: Urgency;
  underWarranty: boolean;
  /** What stood against its warranty when it was approved all the same, and on which ground it was. */
  warrantyDoubt: WarrantyDoubt | null;
  warrantyGround: WarrantyGround | null;
  location: string;
  state: RequestState;
  lines: readonly RequestLine[];
  /** The parts that lines of it wait for: by these it is found when some arrive. */
  waitingParts: readonly string[];
  /** By when a day will be named for what is owed without one; `null`: everything has a day, or that was not said yet. */
  dayNamedBy: Date | null;
  proposal: Proposal | null;
  readonly draftedAt: Date;
  submittedAt: Date | null;
  referredAt: Date | null;
  decidedAt: Date | null;
  decidedBy: string | null;
  cancelledAt: Date | null;
  closedAt: Date | null;
  /** The difference for which it sends again what was missing; `null`: it is no such request. */
  readonly resendOf: string | null;
  readonly version: number;

  private constructor() {}

  /** Written down, for nobody to act upon yet. */
  static draft(details: RequestDetails, asked: readonly AskedLine[], now: Date): { request: PartsRequest; events: PartsRequestEvent[] } {
    const request: PartsRequest = Object.assign(new PartsRequest(), details, {
      state: 'draft' as const, warrantyDoubt: null, warrantyGround: null, lines: linesOf(asked), waitingParts: [], dayNamedBy: null, proposal: null,
      draftedAt: now, submittedAt: null, referredAt: null, decidedAt: null, decidedBy: null, cancelledAt: null, closedAt: null, resendOf: null, version: 1,
    });
    return { request, events: [{ type: 'RequestDrafted', at: now }] };
  }

  /** Written down and handed in at once. */
  static submit(details: RequestDetails, asked: readonly AskedLine[], catalogue: Catalogue, available: Available, now: Date): { request: PartsRequest; events: PartsRequestEvent[] } {
    const { request } = PartsRequest.draft(details, asked, now);
    return { request, events: request.submit(catalogue, available, now) };
  }

  /**
   * Both sides have agreed that something is sent again: asked for and approved in one. It costs the dealer nothing, like a warranty line, and no
   * old part comes back for it a second time. `reserved`: so many pieces there were; the rest is owed.
   */
  static resend(
    original: PartsRequest, { id, number, requestedBy, discrepancyId }: { readonly id: string; readonly number: string; readonly requestedBy: string; readonly discrepancyId: string },
    { part, qty, unitPrice, currency }: Pick<RequestLine, 'part' | 'unitPrice' | 'currency'> & { readonly qty: number }, reserved: number, by: string, now: Date,
  ): { request: PartsRequest; events: PartsRequestEvent[] } {
    const { branchId, dealerCode, customerId, customerCode, receiverKind, receiver, ticketId, ticketOwnerId, serial, modelCode, reason, urgency, location } = original;
    const { request } = PartsRequest.draft({
      id, number, branchId, requestedBy, requesterKind: requestedBy === dealerCode ? 'dealer' : 'staff', dealerCode, customerId, customerCode, receiverKind, receiver, ticketId, ticketOwnerId, serial, modelCode, reason, urgency,
      underWarranty: true, location,
    }, [{ part, qty }], now);
    const resent = Object.assign(request, { resendOf: discrepancyId, submittedAt: now, lines: request.lines.map((line) => ({ ...line, unitPrice, currency, availableNow: reserved })) });
    const decision: Decision = { lines: [{ lineNo: 1, approved: qty, reason: null, substitute: null, agreedWith: null }], promisedOn: null, fromStockNow: false, warrantyGround: null };
    resent.#stand();
    return { request: resent, events: [{ type: 'RequestSubmitted', at: now }, ...resent.#decide(resent.#planOf(decision), new Map([[1, reserved]]), by, null, now)] };
  }

  /** A draft says something else. Its number and who asks stay. */
  revise(details: Omit<RequestDetails, 'id' | 'number' | 'branchId' | 'requestedBy' | 'requesterKind'>, asked: readonly AskedLine[], now: Date): PartsRequestEvent[] {
    this.#allowed('revise');
    Object.assign(this, details, { lines: linesOf(asked) });
    return [{ type: 'RequestDrafted', at: now }];
  }

  /** Handed in: every part has to exist, be issued still and fit the device. What could be sent in place of what is short is offered. */
  submit(catalogue: Catalogue, available: Available, now: Date): PartsRequestEvent[] {
    this.#allowed('submit');
    const lines = this.lines.map((line) => {
      const part = fitting(line.part, catalogue, this.modelCode);
      const availableNow = available.get(line.part) ?? 0;
      const offered = availableNow >= line.requested ? [] : part.substitutes.filter((one) => mayReplace(catalogue.get(one), part, this.modelCode) && (available.get(one) ?? 0) > 0);
      return { ...line, availableNow, substitutes: offered.map((one) => ({ part: one, answer: null })), unitPrice: part.price, currency: part.currency, returnDays: part.returnDays };
    });
    this.lines = lines;
    this.submittedAt = now;
    this.#stand();
    return [{ type: 'RequestSubmitted', at: now }];
  }

  /** Whoever asked, or for whom it is, says whether he would take the substitute. Said again, the newest holds. */
  answerSubstitute(lineNo: number, part: string, answer: 'accepted' | 'declined', by: string, now: Date): PartsRequestEvent[] {
    this.#allowed('answer_substitute');
    if (by !== this.requestedBy && by !== this.dealerCode) throw new RuleViolation('parts-request.not-yours-to-answer', { requester: this.requestedBy });
    const line = this.#line(lineNo);
    const offer = line.substitutes.find((one) => one.part === part);
    if (!offer) throw new RuleViolation('parts-request.substitute-not-offered', { part, line: lineNo });
    if (offer.answer === answer) return [];
    this.#replace([{ ...line, substitutes: line.substitutes.map((one) => (one === offer ? { part, answer } : one)) }]);
    return [this.#progressed('substitute_answered', [{ lineNo, qty: line.requested }], null, now)];
  }

  /**
   * What a decision would come to; nothing is changed. Every line has to be decided: at most what was asked for, and with a reason when it is
   * less. A substitute has to be one of the part's own, fit the device, and be agreed with whoever asked or receives. A warranty that the device does not
   * bear out is nobody's word alone: whoever approves it names the ground.
   */
  plan(decision: Decision, { catalogue, declaredBy, today, doubt }: KnownToDecide, by: string): Plan {
    this.#allowed('decide');
    this.#unrelated(by, declaredBy);
    if (decision.promisedOn !== null && decision.promisedOn < today) throw new RuleViolation('parts-request.promised-in-the-past', { day: decision.promisedOn });
    const unknown = decision.lines.find(({ lineNo }) => !this.lines.some((line) => line.lineNo === lineNo));
    if (unknown) throw new RuleViolation('parts-request.line-unknown', { line: unknown.lineNo });
    for (const line of this.lines) this.#judge(line, decision.lines.filter(({ lineNo }) => lineNo === line.lineNo), catalogue);
    const { warrantyGround: ground } = decision;
    const doubted = decision.lines.some(({ approved }) => approved > 0) ? doubt : null;
    if (doubted !== null && ground === null) throw new RuleViolation('parts-request.warranty-unconfirmed', { doubt: doubted });
    return { ...this.#planOf(decision), confirmed: doubted === null || ground === null ? null : { doubt: doubted, ground } };
  }

  /** Too much for the dealer's credit: what was decided is kept until finance agrees, and nothing is reserved. */
  refer({ decision, charge }: Plan, limit: Money, by: string, now: Date): PartsRequestEvent[] {
    this.#allowed('decide');
    if (charge === null) throw new Error('nothing to be charged can be too much');
    this.proposal = { ...decision, by };
    this.referredAt = now;
    this.#stand();
    return [{ type: 'RequestReferred', by, charge, limit, at: now }];
  }

  /** What was planned holds. `reserved`: how many pieces the stock could keep for each line; what is missing becomes a back-order. */
  decide(plan: Plan, reserved: ReadonlyMap<number, number>, by: string, now: Date): PartsRequestEvent[] {
    this.#allowed('decide');
    return this.#decide(plan, reserved, by, null, now);
  }

  /**
   * What finance's word would come to: what was proposed, or without it only what nobody pays for. The one who proposed does not agree with
   * himself.
   */
  planCredit(granted: boolean, by: string, skills: readonly string[], declaredBy: DeclaredBy): Plan {
    this.#allowed('decide_credit');
    const proposal = this.#proposed();
    if (!skills.includes('finance_approval')) throw new RuleViolation('parts-request.finance-only');
    if (by === proposal.by) throw new RuleViolation('parts-request.own-proposal');
    this.#unrelated(by, declaredBy);
    const { by: _, ...decision } = proposal;
    return this.#planOf(granted ? decision : { ...decision, lines: decision.lines.map((line) => ({ ...line, approved: 0, reason: 'over_limit', substitute: null, agreedWith: null })) });
  }

  decideCredit(plan: Plan, reserved: ReadonlyMap<number, number>, by: string, now: Date): PartsRequestEvent[] {
    this.#allowed('decide_credit');
    return this.#decide(plan, reserved, this.#proposed().by, by, now);
  }

  /** Another day, or a first one, for what waits. */
  promise(promisedOn: string, by: string, declaredBy: DeclaredBy, today: string, now: Date): PartsRequestEvent[] {
    this.#allowed('promise');
    this.#unrelated(by, declaredBy);
    if (promisedOn < today) throw new RuleViolation('parts-request.promised-in-the-past', { day: promisedOn });
    const waiting = this.lines.filter((line) => line.backOrder > 0);
    if (waiting.length === 0) throw new RuleViolation('parts-request.nothing-waits');
    const later = waiting.filter((line) => line.promisedOn !== promisedOn);
    if (later.length === 0) return [];
    this.#replace(later.map((line) => ({ ...line, promisedOn })));
    return [this.#progressed('promised', later.map(({ lineNo, backOrder: qty }) => ({ lineNo, qty })), null, now)];
  }

  /** Pieces of it are owed and nobody has promised a day for them. */
  get undated(): boolean {
    return this.lines.some(({ backOrder, promisedOn }) => backOrder > 0 && promisedOn === null);
  }

  /** A back-order without a day is no promise: one will be named by the end of the next workday. Where every piece has a day it changes nothing. */
  awaitDay(calendar: BusinessCalendar, now: Date): PartsRequestEvent[] {
    if (!this.undated) return [];
    const today = localDay(now, calendar.zone);
    const namedBy = this.dayNamedBy !== null && now < this.dayNamedBy ? this.dayNamedBy : calendar.closingTime(calendar.nextWorkday(today));
    this.dayNamedBy = namedBy;
    return [{ type: 'RequestDayAwaited', namedBy, namedOn: localDay(namedBy, calendar.zone), at: now }];
  }

  /** The day was to be named by now. Early, or where it was, it changes nothing. */
  dayOverdue(managerId: string | null, now: Date): PartsRequestEvent[] {
    if (this.dayNamedBy === null || now < this.dayNamedBy) return [];
    return [{ type: 'RequestDayOverdue', managerId, at: now }];
  }

  /** Stock has arrived and is kept for lines that waited. */
  serve(pieces: readonly Pieces[], now: Date): PartsRequestEvent[] {
    return this.#move('serve', 'reserved', pieces, null, now, ({ waiting, reserved, lineNo, part }, { qty }) => {
      if (qty > waiting) throw new RuleViolation('parts-request.nothing-waits-for-it', { part, line: lineNo });
      return { reserved: reserved + qty };
    });
  }

  /** What was reserved is so no longer: it was not picked in time, or is not there. Those pieces wait again. */
  lose(pieces: readonly Pieces[], because: 'reservation_expired' | 'stock_lost', now: Date): PartsRequestEvent[] {
    return this.#move('lose', 'lost', pieces, null, now, ({ reserved, lineNo }, { qty }) => {
      if (qty > reserved) throw new RuleViolation('parts-request.not-reserved', { line: lineNo, reserved });
      return { reserved: reserved - qty };
    }, because);
  }

  /** Into a picking. Refused as a whole when a line would get more than is approved for it, or than is reserved. */
  take(pickingId: string, pieces: readonly PickedPieces[], now: Date): PartsRequestEvent[] {
    return this.#move('pick', 'picked', pieces, pickingId, now, (line, { qty, short }) => {
      const { reserved, picked, shipped, lineNo } = line;
      if (qty > wanted(line) - picked - shipped) throw new RuleViolation('parts-request.over-approved', { part: supplied(line), approved: wanted(line), left: wanted(line) - picked - shipped });
      if (qty + short > reserved) throw new RuleViolation('parts-request.not-reserved', { line: lineNo, reserved });
      return { reserved: reserved - qty, picked: picked + qty, short: Math.max(short, line.short - qty) };
    }, 'not_found');
  }

  /** Out of a picking, back on the shelf: reserved again. */
  putBack(pickingId: string, pieces: readonly Pieces[], now: Date): PartsRequestEvent[] {
    return this.#move('put_back', 'put_back', pieces, pickingId, now, ({ reserved, picked, lineNo }, { qty }) => {
      if (qty > picked) throw new RuleViolation('parts-request.not-picked', { line: lineNo, picked });
      return { reserved: reserved + qty, picked: picked - qty };
    });
  }

  /** On its way with a delivery note. */
  shipped(noteId: string, pieces: readonly Pieces[], now: Date): PartsRequestEvent[] {
    return this.#move('ship', 'shipped', pieces, noteId, now, ({ picked, shipped, lineNo }, { qty }) => {
      if (qty > picked) throw new RuleViolation('parts-request.not-picked', { line: lineNo, picked });
      return { picked: picked - qty, shipped: shipped + qty };
    });
  }

  /** What its receiver has counted, or what it is deemed to be; also what he finds out later. A difference stays open until a remedy is settled. */
  received(noteId: string, pieces: readonly ReceivedPieces[], now: Date): PartsRequestEvent[] {
    const before = this.state;
    const events = this.#move('receive', 'received', pieces.map((one) => ({ ...one, qty: one.received })), noteId, now, (line, { shipped, received, rejected }) => ({
      counted: line.counted + shipped,
      received: (line.received ?? 0) + received,
      discrepancies: line.discrepancies + (received !== shipped || rejected > 0 ? 1 : 0),
    }));
    return this.state === 'fulfilled' && before !== 'fulfilled' ? [...events, { type: 'RequestFulfilled', at: now }] : events;
  }

  /** A difference of a line is settled; so many others of it are still open. */
  differenceSettled(lineNo: number, stillOpen: number, now: Date): PartsRequestEvent[] {
    const events = this.#move('settle', 'settled', [{ lineNo, qty: 0 }], null, now, () => ({ discrepancies: stillOpen }));
    return this.state === 'fulfilled' ? [...events, { type: 'RequestFulfilled', at: now }] : events;
  }

  /** The box was refused or came back before anybody counted: the pieces are owed again. */
  reopened(noteId: string, pieces: readonly Pieces[], now: Date): PartsRequestEvent[] {
    return this.#move('reopen', 'reopened', pieces, noteId, now, ({ shipped, counted, lineNo }, { qty }) => {
      if (qty > shipped - counted) throw new RuleViolation('parts-request.received-already', { line: lineNo });
      return { shipped: shipped - qty };
    }, 'box_came_back');
  }

  /** What is reserved for it: to be let go of before it is cancelled. */
  get held(): readonly LineQty[] {
    return this.lines.filter(({ reserved }) => reserved > 0).map((line) => ({ lineNo: line.lineNo, part: supplied(line), qty: line.reserved }));
  }

  /** What the dealer pays for these pieces: the price of the part that was asked for, also when a substitute is sent. `null`: nothing. */
  chargeOf(pieces: readonly Pieces[]): Money | null {
    return this.#chargeOf(pieces.map(({ lineNo, qty }) => ({ line: this.#line(lineNo), qty })));
  }

  /** What has not been shipped is wanted no longer. What is picked has to be put back on the shelf first, by scan. */
  cancel(reason: RequestCancelReason, by: string, now: Date): PartsRequestEvent[] {
    this.#allowed('cancel');
    const inHand = this.lines.find(({ picked }) => picked > 0);
    if (inHand) throw new RuleViolation('parts-request.put-back-first', { part: supplied(inHand), picked: inHand.picked });
    const left = this.lines.filter(({ reserved, waiting }) => reserved + waiting > 0);
    if (this.decidedAt !== null && left.length === 0) throw new RuleViolation('parts-request.nothing-left-to-cancel');
    const lines = left.map((line) => ({ lineNo: line.lineNo, part: supplied(line), qty: line.reserved + line.waiting }));
    this.#replace(left.map((line) => moved(line, { reserved: 0, short: 0, cancelled: line.cancelled + line.reserved + line.waiting }, now)));
    if (this.decidedAt === null) this.cancelledAt = now;
    this.proposal = null;
    this.#stand();
    const cancelled: PartsRequestEvent = { type: 'RequestCancelled', by, reason, lines, at: now };
    return this.state === 'fulfilled' ? [cancelled, { type: 'RequestFulfilled', at: now }] : [cancelled];
  }

  /** Everything is settled. A difference between what was shipped and what came has to be settled first. */
  close(by: string, now: Date): PartsRequestEvent[] {
    if (this.state === 'received_with_discrepancy') throw new RuleViolation('parts-request.discrepancy-open', { number: this.number });
    this.#allowed('close');
    this.closedAt = now;
    this.#stand();
    return [{ type: 'RequestClosed', by, at: now }];
  }

  /** Somebody still waits for pieces of it. */
  get awaited(): boolean {
    return awaitedStates.includes(this.state);
  }

  #allowed(move: RequestMove): void {
    if (leadsTo(move, this.state).length === 0) throw new RuleViolation('parts-request.move-not-allowed', { move, state: this.state });
  }

  #unrelated(by: string, declaredBy: DeclaredBy): void {
    const party = this.#parties().find((one) => isSelfOrRelative(by, one, declaredBy));
    if (party !== undefined) throw new RuleViolation('parts-request.self-or-relative', { person: by, party });
  }

  /** Who has asked for it, and for whom it is. */
  #parties(): readonly string[] {
    return [this.requestedBy, this.dealerCode, this.customerCode].filter((one) => one !== null);
  }

  #line(lineNo: number): RequestLine {
    const line = this.lines.find((one) => one.lineNo === lineNo);
    if (!line) throw new RuleViolation('parts-request.line-unknown', { line: lineNo });
    return line;
  }

  #proposed(): Proposal {
    if (this.proposal === null) throw new Error('in approval without what was proposed');
    return this.proposal;
  }

  #replace(lines: readonly RequestLine[]): void {
    this.lines = this.lines.map((line) => lines.find(({ lineNo }) => lineNo === line.lineNo) ?? line);
    if (!this.undated) this.dayNamedBy = null;
  }

  #stand(): void {
    this.state = stateOf(this);
    this.waitingParts = [...new Set(this.lines.filter(({ waiting }) => waiting > 0).map(supplied))].toSorted();
  }

  #judge(line: RequestLine, said: readonly DecidedLine[], catalogue: Catalogue): void {
    const [decided, ...more] = said;
    const { lineNo, part, requested } = line;
    if (!decided || more.length > 0) throw new RuleViolation('parts-request.line-undecided', { part, line: lineNo });
    if (!Number.isSafeInteger(decided.approved) || decided.approved < 0 || decided.approved > requested) throw new RuleViolation('parts-request.approved-over-requested', { part, requested });
    if (decided.approved < requested && decided.reason === null) throw new RuleViolation('parts-request.reason-missing', { part, requested });
    const { substitute } = decided;
    if (substitute === null || substitute === part) return;
    const asked = catalogue.get(part);
    if (!asked || !mayReplace(catalogue.get(substitute), asked, this.modelCode)) throw new RuleViolation('parts-request.substitute-not-allowed', { part, substitute });
    const agreed = line.substitutes.some((one) => one.part === substitute && one.answer === 'accepted');
    if (!agreed && (decided.agreedWith === null || !this.#parties().includes(decided.agreedWith))) throw new RuleViolation('parts-request.substitute-not-agreed', { part, substitute });
  }

  #planOf(decision: Decision): Plan {
    const said = decision.lines.map((decided) => ({ decided, line: this.#line(decided.lineNo) }));
    const lines = said.filter(({ decided }) => decided.approved > 0).map(({ decided: { lineNo, approved, substitute }, line }) => ({ lineNo, part: substitute ?? line.part, qty: approved }));
    return { decision, lines, charge: this.#chargeOf(said.map(({ decided, line }) => ({ line, qty: decided.approved }))), confirmed: null };
  }

  #chargeOf(pieces: readonly { readonly line: RequestLine; readonly qty: number }[]): Money | null {
    const charged = pieces.filter(({ qty }) => qty > 0);
    if (this.underWarranty || this.dealerCode === null || charged.length === 0) return null;
    return charged.map(({ line, qty }) => Money.of(line.unitPrice, line.currency).times(qty)).reduce((sum, one) => sum.plus(one));
  }

  #decide({ decision, confirmed }: Plan, reserved: ReadonlyMap<number, number>, by: string, creditBy: string | null, now: Date): PartsRequestEvent[] {
    this.#replace(this.lines.map((line) => {
      const { approved, reason, substitute } = decision.lines.find(({ lineNo }) => lineNo === line.lineNo) ?? { approved: 0, reason: null, substitute: null };
      const suppliedAs = substitute === null || substitute === line.part || approved === 0 ? null : substitute;
      return moved({ ...line, approved, reason: approved < line.requested ? reason : null, suppliedAs, promisedOn: decision.promisedOn }, { reserved: reserved.get(line.lineNo) ?? 0 }, now);
    }));
    this.proposal = null;
    this.warrantyDoubt = confirmed?.doubt ?? null;
    this.warrantyGround = confirmed?.ground ?? null;
    this.decidedAt = now;
    this.decidedBy = by;
    this.#stand();
    const short = this.lines.filter(({ backOrder }) => backOrder > 0);
    const outcome = this.lines.every(({ approved }) => approved === 0) ? 'rejected' : this.lines.every(({ approved, requested }) => approved === requested) ? 'approved' : 'partly_approved';
    const decided: PartsRequestEvent = { type: 'RequestDecided', outcome, by, creditBy, at: now };
    return short.length === 0 ? [decided] : [decided, { type: 'RequestBackOrdered', because: 'no_stock', lines: short.map(backOrderOf), at: now }];
  }

  /** Moves pieces of lines, all or none. Whatever becomes a back-order by it is told besides. */
  #move<P extends Pieces>(
    move: RequestMove, what: Progress, pieces: readonly P[], documentId: string | null, now: Date,
    to: (line: RequestLine, pieces: P) => Parameters<typeof moved>[1], because: BackOrderCause = 'not_found',
  ): PartsRequestEvent[] {
    this.#allowed(move);
    const changed = pieces.map((one) => {
      const line = this.#line(one.lineNo);
      return { before: line, after: moved(line, to(line, one), now) };
    });
    if (changed.length === 0) return [];
    this.#replace(changed.map(({ after }) => after));
    if (move === 'receive') this.closedAt = this.lines.some(({ discrepancies }) => discrepancies > 0) ? null : this.closedAt;
    this.#stand();
    const owed = changed.filter(({ before, after }) => after.backOrder > before.backOrder);
    const progressed = this.#progressed(what, pieces, documentId, now);
    return owed.length === 0
      ? [progressed]
      : [progressed, { type: 'RequestBackOrdered', because, lines: owed.map(({ before, after }) => ({ ...backOrderOf(after), qty: after.backOrder - before.backOrder })), at: now }];
  }

  #progressed(what: Progress, pieces: readonly Pieces[], documentId: string | null, now: Date): PartsRequestEvent {
    return { type: 'RequestProgressed', what, lines: pieces.map(({ lineNo, qty }) => ({ lineNo, part: supplied(this.#line(lineNo)), qty })), documentId, at: now };
  }
}

/**
 * What stands against a warranty that is claimed on a day. The dealer who pays otherwise has to be the device's own; where none is concerned, the customer.
 * `null`: nothing does, or none is claimed.
 */
export const doubtOf = (
  { underWarranty, dealerCode, customerId }: Pick<RequestDetails, 'underWarranty' | 'dealerCode' | 'customerId'>, device: CoveredDevice | null, on: string,
): WarrantyDoubt | null => {
  if (!underWarranty) return null;
  if (device === null) return 'no_device';
  if (dealerCode === null ? device.customerId !== customerId : device.dealerCode !== dealerCode) return 'others_device';
  if (device.coveredUntil === null) return 'no_day';
  return on > device.coveredUntil ? 'over' : null;
};

/** How a request stands, from what has been done about it and from its lines alone. */
export const stateOf = ({ submittedAt, referredAt, decidedAt, cancelledAt, closedAt, lines }: Pick<PartsRequest, 'submittedAt' | 'referredAt' | 'decidedAt' | 'cancelledAt' | 'closedAt' | 'lines'>): RequestState => {
  if (cancelledAt !== null) return 'cancelled';
  if (submittedAt === null) return 'draft';
  if (decidedAt === null) return referredAt === null ? 'submitted' : 'in_approval';
  if (closedAt !== null) return 'closed';
  if (lines.every(({ approved }) => approved === 0)) return 'rejected';
  if (lines.every((line) => wanted(line) === 0)) return 'cancelled';
  if (lines.some(({ discrepancies }) => discrepancies > 0)) return 'received_with_discrepancy';
  if (lines.every((line) => line.counted === wanted(line))) return 'fulfilled';
  if (lines.some(({ shipped }) => shipped > 0)) return 'partly_shipped';
  return lines.every(({ approved, requested }) => approved === requested) ? 'approved' : 'partly_approved';
};

/** The lines as they are asked for: whole pieces, each part once. What the catalogue says of them is taken when the request is handed in. */
const linesOf = (asked: readonly AskedLine[]): RequestLine[] => {
  if (asked.length === 0) throw new RuleViolation('parts-request.no-lines');
  return asked.map(({ part, qty }, at) => {
    if (!Number.isSafeInteger(qty) || qty < 1 || qty > mostPieces) throw new RuleViolation('parts-request.quantity-out-of-range', { part, most: mostPieces });
    if (asked.findIndex((other) => other.part === part) !== at) throw new RuleViolation('parts-request.part-twice', { part });
    return {
      lineNo: at + 1, part, suppliedAs: null, requested: qty, approved: null, reason: null, waiting: 0, reserved: 0, short: 0, picked: 0, shipped: 0, counted: 0, received: null, cancelled: 0,
      discrepancies: 0, backOrder: 0, backOrderSince: null, promisedOn: null, availableNow: 0, substitutes: [], unitPrice: '0.00', currency: 'CNY', returnDays: null,
    };
  });
};

const fitting = (code: string, catalogue: Catalogue, model: string | null): CataloguePart => {
  const part = catalogue.get(code);
  if (!part) throw new RuleViolation('parts-request.part-unknown', { part: code });
  if (part.withdrawn) throw new RuleViolation('parts-request.part-withdrawn', { part: code });
  if (model !== null && !part.fitsModels.includes(model)) throw new RuleViolation('parts-request.part-does-not-fit', { part: code, model });
  return part;
};

/** One way only: what a part may be replaced by need not be replaced by it. */
const mayReplace = (substitute: CataloguePart | undefined, asked: CataloguePart, model: string | null): boolean =>
  substitute !== undefined && !substitute.withdrawn && asked.substitutes.includes(substitute.part) && (model === null || substitute.fitsModels.includes(model));

const backOrderOf = (line: RequestLine): LineQty => ({ lineNo: line.lineNo, part: supplied(line), qty: line.backOrder });
