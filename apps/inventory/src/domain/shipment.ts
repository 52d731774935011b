import { addCalendarDays, localDay, startOfDay, type BusinessCalendar } from '@aftercare/business-time';
import { RuleViolation } from '@aftercare/kernel';
import type { Receiver } from './delivery-note';
import { isTravelling, shipmentLeadsTo, type ShipmentMove, type ShipmentState } from './shipment.lifecycle';
import { inOrder, readJourney, refuseAhead, type TrackingFact } from './tracking';

export const freightPayers = ['sender', 'receiver'] as const;
export type FreightPayer = (typeof freightPayers)[number];

/** Messages about one journey beyond this number are kept by the inbox, but tell nothing new of it. */
const mostFacts = 500;
/** A message from more than a day before the dispatch is about an earlier journey: carriers use their numbers again. */
const earliestMs = 86_400_000;

/** Workdays after the signature at whose end nobody has said what came: the receiver is reminded, it is on the list, it counts as received. */
export const receiptSteps = [
  { step: 'reminded', afterWorkdays: 2 },
  { step: 'listed', afterWorkdays: 3 },
  { step: 'deemed', afterWorkdays: 10 },
] as const;
export type ReceiptStep = (typeof receiptSteps)[number]['step'];

/** A note in the box, with what others hear of it. */
export interface NoteInBox {
  readonly noteId: string;
  readonly number: string;
  readonly requestId: string;
}

/** Who has to hear when something is the matter with it. */
export interface Tell {
  /** Whoever of our people asked for what is in it, or owns a ticket that waits for it. */
  readonly staff: readonly string[];
  readonly dealerCode: string | null;
  readonly customerId: string | null;
}

export type ShipmentEvent =
  | { readonly type: 'ShipmentDispatched'; readonly by: string }
  | { readonly type: 'ShipmentTracked'; readonly fact: TrackingFact; readonly at: Date }
  | { readonly type: 'ShipmentSigned'; readonly at: Date }
  | { readonly type: 'ShipmentLate'; readonly at: Date }
  | { readonly type: 'ShipmentStale'; readonly because: 'carrier' | 'silence'; readonly at: Date }
  | { readonly type: 'ShipmentInTrouble'; readonly kind: string; readonly at: Date }
  | { readonly type: 'ShipmentRefused'; readonly at: Date }
  | { readonly type: 'ShipmentEstimated'; readonly by: string; readonly at: Date }
  | { readonly type: 'ShipmentFollowed'; readonly wordsId: string; readonly by: string; readonly at: Date }
  | { readonly type: 'ShipmentLost'; readonly by: string; readonly at: Date }
  | { readonly type: 'ShipmentReturned'; readonly by: string; readonly at: Date }
  | { readonly type: 'ReceiptOverdue'; readonly step: ReceiptStep; readonly at: Date }
  | { readonly type: 'ShipmentReceived'; readonly noteId: string; readonly at: Date };

export interface ShipmentDetails {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly carrier: string;
  readonly waybill: string;
  readonly receiver: Receiver;
  readonly location: string;
  readonly notes: readonly NoteInBox[];
  readonly ticketIds: readonly string[];
  readonly tell: Tell;
  readonly boxes: number;
  /** In grams. */
  readonly weightG: number | null;
  readonly freight: string | null;
  readonly currency: string;
  readonly freightPayer: FreightPayer;
  /** Where the branch is: by its days it is promised, late and followed. */
  readonly zone: string;
  /** Calendar days after the dispatch by which the carrier promises to arrive. */
  readonly promisedDays: number;
  readonly staleAfterH: number;
}

/**
 * One or several boxes on their way under one waybill to one receiver. States: in transit → signed; stale, problem and refused on the way;
 * returned and lost at the end. What the carrier tells is kept as facts at his own times, and the state is read from all of them, so that
 * it does not matter in which order or how often they come.
 */
export class Shipment {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly carrier: string;
  readonly waybill: string;
  readonly receiver: Receiver;
  readonly location: string;
  readonly notes: readonly NoteInBox[];
  readonly ticketIds: readonly string[];
  readonly tell: Tell;
  readonly boxes: number;
  readonly weightG: number | null;
  readonly freight: string | null;
  readonly currency: string;
  readonly freightPayer: FreightPayer;
  readonly staleAfterH: number;
  readonly zone: string;
  state: ShipmentState;
  readonly dispatchedAt: Date;
  readonly dispatchedOn: string;
  readonly promisedOn: string;
  /** When somebody expects it now; the promise stands. */
  estimatedOn: string | null;
  arrivedAt: Date | null;
  arrivedOn: string | null;
  late: boolean;
  lastHeardAt: Date;
  /** Nothing was heard of it for longer than this carrier may be silent. */
  silent: boolean;
  facts: readonly TrackingFact[];
  /** The days on which the carrier or one of our people said something of it, in order. */
  followedDays: readonly string[];
  /** The day on which it was on its way no longer: arrived, refused, lost or back; `null`: it is. */
  travelledUntil: string | null;
  /** The notes whose receiver has not said yet what came. */
  awaited: readonly string[];
  receiptStepsDone: number;
  nextReceiptStepAt: Date | null;
  readonly version: number;

  private constructor() {}

  static dispatch({ promisedDays, ...details }: ShipmentDetails, by: string, now: Date): { shipment: Shipment; events: ShipmentEvent[] } {
    const dispatchedOn = localDay(now, details.zone);
    const shipment: Shipment = Object.assign(new Shipment(), details, {
      state: 'in_transit' as const,
      dispatchedAt: now,
      dispatchedOn,
      promisedOn: addCalendarDays(dispatchedOn, promisedDays),
      estimatedOn: null,
      arrivedAt: null,
      arrivedOn: null,
      late: false,
      lastHeardAt: now,
      silent: false,
      facts: [],
      followedDays: [],
      travelledUntil: null,
      awaited: details.notes.map(({ noteId }) => noteId),
      receiptStepsDone: 0,
      nextReceiptStepAt: null,
      version: 1,
    });
    return { shipment, events: [{ type: 'ShipmentDispatched', by }] };
  }

  /** What the carrier says, at his own time. Late, early, repeated and in any order it does no harm; a repetition changes nothing. */
  track(fact: TrackingFact, calendar: BusinessCalendar, now: Date): ShipmentEvent[] {
    refuseAhead(fact, now);
    if (Date.parse(fact.at) < this.dispatchedAt.getTime() - earliestMs || this.facts.length >= mostFacts) return [];
    return this.#heard(fact, calendar, now);
  }

  /** The promised day is over, or the carrier has been silent for too long. Early or repeated it changes nothing. */
  timePassed(calendar: BusinessCalendar, now: Date): ShipmentEvent[] {
    return this.#read(calendar, now);
  }

  /** Somebody has asked after it; `wordsId`: what he wrote, in directory. It is followed today. */
  followUp(wordsId: string, by: string, now: Date): ShipmentEvent[] {
    this.#allowed('follow_up');
    this.#followed(now);
    return [{ type: 'ShipmentFollowed', wordsId, by, at: now }];
  }

  estimate(day: string, by: string, now: Date): ShipmentEvent[] {
    this.#allowed('estimate');
    if (day < this.dispatchedOn) throw new RuleViolation('shipment.estimate-before-dispatch', { day, dispatched: this.dispatchedOn });
    if (this.estimatedOn === day) return [];
    this.estimatedOn = day;
    return [{ type: 'ShipmentEstimated', by, at: now }];
  }

  /** The receiver has told one of our people that it is there, before the carrier has. It is followed today. */
  arrive(calendar: BusinessCalendar, now: Date): ShipmentEvent[] {
    this.#allowed('arrive');
    this.#followed(now);
    return this.#heard({ at: this.#afterAllElse(now), kind: 'signed', code: null }, calendar, now);
  }

  /** The carrier cannot find it. Its pieces stay on their way until it is agreed who bears the loss; should it turn up, its signature counts. */
  declareLost(calendar: BusinessCalendar, by: string, now: Date): ShipmentEvent[] {
    this.#allowed('declare_lost');
    return [...this.#heard({ at: this.#afterAllElse(now), kind: 'lost', code: null }, calendar, now), { type: 'ShipmentLost', by, at: now }];
  }

  /** The boxes are back with us. */
  takeBack(by: string, now: Date): ShipmentEvent[] {
    this.state = this.#allowed('take_back');
    this.awaited = [];
    this.silent = false;
    this.travelledUntil ??= localDay(now, this.zone);
    return [{ type: 'ShipmentReturned', by, at: now }];
  }

  /** The receiver has said what came by one of its notes; where the carrier has not told yet, it has arrived by that. */
  received(noteId: string, calendar: BusinessCalendar, now: Date): ShipmentEvent[] {
    this.#allowed('receive');
    this.awaited = this.awaited.filter((awaited) => awaited !== noteId);
    const arrived = this.state === 'signed' ? [] : this.#heard({ at: this.#afterAllElse(now), kind: 'signed', code: null }, calendar, now);
    if (this.awaited.length === 0) this.nextReceiptStepAt = null;
    return [...arrived, { type: 'ShipmentReceived', noteId, at: now }];
  }

  /** One of its notes is given up, because it is lost: nobody waits for a word about that note any more. */
  givenUp(noteId: string, now: Date): ShipmentEvent[] {
    if (this.state !== 'lost') throw new RuleViolation('shipment.not-lost', { state: this.state });
    this.awaited = this.awaited.filter((awaited) => awaited !== noteId);
    return [{ type: 'ShipmentReceived', noteId, at: now }];
  }

  /** Nobody has said for so long what came. Early, or after the receipt, it changes nothing. */
  receiptAwaited(calendar: BusinessCalendar, now: Date): ShipmentEvent[] {
    if (this.arrivedOn === null || this.awaited.length === 0 || this.nextReceiptStepAt === null || now < this.nextReceiptStepAt) return [];
    const step = receiptSteps[this.receiptStepsDone];
    if (step === undefined) return [];
    this.receiptStepsDone += 1;
    this.#awaitReceipt(this.arrivedOn, calendar);
    return [{ type: 'ReceiptOverdue', step: step.step, at: now }];
  }

  /** When it is silent, unless somebody says something before; `null`: nobody waits for a word. */
  get silentAt(): Date | null {
    return isTravelling(this.state) && !this.silent ? new Date(this.lastHeardAt.getTime() + this.staleAfterH * 3_600_000) : null;
  }

  /** The first moment at which its promised day is over; `null`: it has arrived, is back, or is late already. */
  get lateAt(): Date | null {
    return this.arrivedAt === null && this.state !== 'returned' && !this.late ? startOfDay(addCalendarDays(this.promisedOn, 1), this.zone) : null;
  }

  #allowed(move: ShipmentMove): ShipmentState {
    const to = shipmentLeadsTo(move, this.state);
    if (to === undefined) throw new RuleViolation('shipment.move-not-allowed', { move, state: this.state });
    return to;
  }

  #heard(fact: TrackingFact, calendar: BusinessCalendar, now: Date): ShipmentEvent[] {
    const facts = inOrder([...this.facts, fact]);
    if (facts.length === this.facts.length) return [];
    this.facts = facts;
    if (fact.code !== null && fact.kind !== 'none') this.#followed(now);
    const tracked: ShipmentEvent[] = fact.code === null ? [] : [{ type: 'ShipmentTracked', fact, at: now }];
    return [...tracked, ...this.#read(calendar, now, fact)];
  }

  /** Brings the shipment to where its facts and our clock say it is, and tells what is new. What is back with us stays there. */
  #read(calendar: BusinessCalendar, now: Date, fact?: TrackingFact): ShipmentEvent[] {
    if (this.state === 'returned') return [];
    const was = { state: this.state, late: this.late, silent: this.silent, arrivedAt: this.arrivedAt?.getTime() ?? null };
    const staleAfterMs = this.staleAfterH * 3_600_000;
    Object.assign(this, readJourney({ dispatchedAt: this.dispatchedAt, promisedOn: this.promisedOn, zone: this.zone, staleAfterMs }, this.facts, now));
    this.travelledUntil = isTravelling(this.state) ? null : (this.arrivedOn ?? this.travelledUntil ?? localDay(now, this.zone));
    const events: ShipmentEvent[] = [];
    if (this.state !== was.state || this.arrivedAt?.getTime() !== (was.arrivedAt ?? undefined)) {
      if (this.state === 'signed') events.push({ type: 'ShipmentSigned', at: now });
      else if (this.state === 'stale') events.push({ type: 'ShipmentStale', because: 'carrier', at: now });
      else if (this.state === 'problem') events.push({ type: 'ShipmentInTrouble', kind: fact?.kind ?? 'problem', at: now });
      else if (this.state === 'refused') events.push({ type: 'ShipmentRefused', at: now });
    }
    if (this.silent && !was.silent) events.push({ type: 'ShipmentStale', because: 'silence', at: now });
    if (this.late && !was.late) events.push({ type: 'ShipmentLate', at: now });
    if (this.arrivedOn !== null && this.awaited.length > 0 && this.receiptStepsDone === 0) this.#awaitReceipt(this.arrivedOn, calendar);
    return events;
  }

  #awaitReceipt(arrivedOn: string, calendar: BusinessCalendar): void {
    const next = receiptSteps[this.receiptStepsDone];
    this.nextReceiptStepAt = next ? startOfDay(addCalendarDays(calendar.addWorkdays(arrivedOn, next.afterWorkdays), 1), calendar.zone) : null;
  }

  /** What our people say now follows on what the carrier has said so far, also where his clock is ahead. */
  #afterAllElse(now: Date): string {
    return new Date(Math.max(now.getTime(), Date.parse(this.facts.at(-1)?.at ?? now.toISOString()) + 1)).toISOString();
  }

  #followed(now: Date): void {
    const day = localDay(now, this.zone);
    if (!this.followedDays.includes(day)) this.followedDays = [...this.followedDays, day];
  }
}
