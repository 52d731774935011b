import { addCalendarDays } from '@aftercare/business-time';
import { Money, RuleViolation } from '@aftercare/kernel';
import { wholePieces } from './counts';
import { noteLeadsTo, type NoteMove, type NoteState } from './delivery-note.lifecycle';

export const receiverKinds = ['dealer', 'customer', 'van'] as const;
/** Who gets the box: a dealer (DL017), an end customer (his id) or the service van of a technician (VN-ST032). */
export interface Receiver {
  readonly kind: (typeof receiverKinds)[number];
  readonly code: string;
}

/** Why a note is declared void before its goods leave. */
export const voidReasons = ['wrong_receiver', 'wrong_parts', 'damaged_in_packing', 'request_cancelled', 'mistake'] as const;
export type VoidReason = (typeof voidReasons)[number];

/** Why a receiver rejects a piece; words of the factory's list `discrepancy_type`. */
export const rejectReasons = ['damaged', 'wrong', 'over', 'late'] as const;
export type RejectReason = (typeof rejectReasons)[number];

/** How long after the receipt a damage that could not be seen may still be reported, in calendar days where the branch is. */
export const hiddenDamageDays = 3;

/** What the note says of one line of the request: frozen when the note is issued. Quantities are pieces in the part's base unit. */
export interface NoteLineDetails {
  /** The line of the request that it serves. */
  readonly requestLine: number;
  readonly part: string;
  /** The part that was asked for, where a substitute is shipped; a returned old part is still of this kind. */
  readonly askedFor: string;
  readonly qty: number;
  /** A warranty line costs the dealer nothing; its value is kept. */
  readonly underWarranty: boolean;
  /** Price of one piece on the day of the decision, in the note's currency. */
  readonly unitPrice: string;
  /** Whether the old part has to come back, and within how many calendar days after dispatch. */
  readonly returnable: boolean;
  readonly returnDays: number | null;
}

/** `null` in the columns of the receipt: that has not happened, which is not 0. */
export interface NoteLine extends Omit<NoteLineDetails, 'requestLine'> {
  /** Place on the note, from 1. */
  readonly lineNo: number;
  /** `null`: it came, but is not on the note. */
  readonly requestLine: number | null;
  /** All pieces that came, whatever their state: accepted + rejected. */
  readonly received: number | null;
  readonly accepted: number | null;
  readonly rejected: number | null;
  readonly reason: RejectReason | null;
  /** Content hashes (SHA-256, hex) of the photos that show it. */
  readonly photos: readonly string[];
}

/** What the receiver says of one part. */
export interface ReceiptLine {
  readonly part: string;
  readonly received: number;
  readonly rejected: number;
  readonly reason: RejectReason | null;
  readonly photos: readonly string[];
}

/** A damage that was found after the receipt: that many accepted pieces are rejected after all. */
export interface DamageLine {
  readonly part: string;
  readonly qty: number;
  readonly photos: readonly string[];
}

interface Change {
  readonly by: string;
  readonly at: Date;
}

/** What the pieces of a line are worth in our books, by its place on the note: exact, in the note's currency. */
export type Values = ReadonlyMap<number, string>;

export type NoteEvent =
  | ({ readonly type: 'NoteIssued' } & Change)
  | ({ readonly type: 'NotePrinted' } & Change)
  | ({ readonly type: 'NoteVoided'; readonly reason: VoidReason | 'returned' } & Change)
  | ({ readonly type: 'NoteDispatched'; readonly day: string; readonly values: Values } & Change)
  | { readonly type: 'DealerCharged'; readonly dealerCode: string; readonly total: Money; readonly day: string; readonly at: Date }
  | ({ readonly type: 'NoteReceived'; readonly day: string; readonly because: 'confirmed' | 'deemed' } & Change)
  | ({ readonly type: 'HiddenDamageFound'; readonly damages: readonly DamagedLine[]; readonly day: string } & Change);

/** How many pieces of a line of the note were found damaged. */
export interface DamagedLine {
  readonly lineNo: number;
  readonly part: string;
  readonly qty: number;
  /** So many of them were sent by us, and are on their way again until a remedy is agreed. */
  readonly undelivered: number;
}

export interface NoteDetails {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly requestId: string;
  readonly pickingId: string;
  readonly ticketId: string | null;
  /** Whose account it goes to, also where the box goes to his customer; `null`: no dealer has to do with it. */
  readonly dealerCode: string | null;
  readonly receiver: Receiver;
  /** By which name the receiver signs in, and alone may say what came: the code of the dealer, the customer or the technician whose van it is. */
  readonly receivedByWhom: string;
  /** The warehouse or van that it leaves. */
  readonly location: string;
  readonly requestedBy: string;
  /** Our people who follow it: whoever asked, and the owner of the ticket. */
  readonly followers: readonly string[];
  readonly currency: string;
  /** By which day it should be on its way: the workday after the request was decided. */
  readonly dispatchDueOn: string;
}

/**
 * What really leaves: its lines are what the second person counted, frozen from the first moment. States: issued → dispatched → received;
 * void before dispatch with a reason, or when its box came back. The moves are those of `delivery-note.lifecycle.ts`.
 */
export class DeliveryNote {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly requestId: string;
  readonly pickingId: string;
  readonly ticketId: string | null;
  readonly dealerCode: string | null;
  readonly receiver: Receiver;
  readonly receivedByWhom: string;
  readonly location: string;
  readonly requestedBy: string;
  readonly followers: readonly string[];
  readonly currency: string;
  readonly dispatchDueOn: string;
  state: NoteState;
  lines: readonly NoteLine[];
  readonly issuedBy: string;
  readonly issuedAt: Date;
  /** How often it was printed after the first time. */
  reprints: number;
  printedAt: Date | null;
  voidReason: VoidReason | 'returned' | null;
  shipmentId: string | null;
  dispatchedAt: Date | null;
  dispatchedOn: string | null;
  receivedBy: string | null;
  receivedAt: Date | null;
  receivedOn: string | null;
  readonly version: number;

  private constructor() {}

  /** `lines`: what was counted, at least one piece. */
  static issue(details: NoteDetails, lines: readonly NoteLineDetails[], by: string, now: Date): { note: DeliveryNote; events: NoteEvent[] } {
    const counted = lines.filter(({ qty }) => qty > 0);
    if (counted.length === 0) throw new RuleViolation('delivery-note.empty');
    const note = Object.assign(new DeliveryNote(), details, {
      state: 'issued' as const,
      lines: counted.map((line, at) => ({ ...line, lineNo: at + 1, received: null, accepted: null, rejected: null, reason: null, photos: [] })),
      issuedBy: by,
      issuedAt: now,
      reprints: 0,
      printedAt: null,
      voidReason: null,
      shipmentId: null,
      dispatchedAt: null,
      dispatchedOn: null,
      receivedBy: null,
      receivedAt: null,
      receivedOn: null,
      version: 1,
    });
    return { note, events: [{ type: 'NoteIssued', by, at: now }] };
  }

  get totalQty(): number {
    return this.lines.reduce((sum, { qty }) => sum + qty, 0);
  }

  /** What the dealer pays for when it leaves. */
  get charged(): readonly NoteLine[] {
    return this.dealerCode === null ? [] : this.lines.filter(({ underWarranty, requestLine }) => !underWarranty && requestLine !== null);
  }

  /** It is printed; from the second time on that is a reprint, which is counted and stands on the paper. */
  print(by: string, now: Date): NoteEvent[] {
    this.#allowed('print');
    if (this.printedAt !== null) this.reprints += 1;
    this.printedAt = now;
    return [{ type: 'NotePrinted', by, at: now }];
  }

  declareVoid(reason: VoidReason, by: string, now: Date): NoteEvent[] {
    this.state = this.#allowed('declare_void');
    this.voidReason = reason;
    return [{ type: 'NoteVoided', reason, by, at: now }];
  }

  /** What is about to leave; refused where the note is not waiting for that. */
  leaving(): readonly NoteLine[] {
    this.#allowed('dispatch');
    return this.lines;
  }

  /** It leaves the house, on the day where the branch is. What is not under warranty is charged to the dealer on that day, rounded once on the total. */
  dispatch(shipmentId: string, values: Values, day: string, by: string, now: Date): NoteEvent[] {
    this.state = this.#allowed('dispatch');
    this.shipmentId = shipmentId;
    this.dispatchedAt = now;
    this.dispatchedOn = day;
    const { charged } = this;
    const dispatched: NoteEvent = { type: 'NoteDispatched', day, values, by, at: now };
    if (this.dealerCode === null || charged.length === 0) return [dispatched];
    const total = charged.reduce((sum, { unitPrice, qty }) => sum.plus(Money.of(unitPrice, this.currency).times(qty)), Money.zero(this.currency)).rounded();
    return [dispatched, { type: 'DealerCharged', dealerCode: this.dealerCode, total, day, at: now }];
  }

  /** Its box came back unopened: nothing of it was delivered. */
  takeBack(by: string, now: Date): NoteEvent[] {
    this.state = this.#allowed('take_back');
    this.voidReason = 'returned';
    return [{ type: 'NoteVoided', reason: 'returned', by, at: now }];
  }

  /**
   * The receiver says line by line what came. Every line of the note is named; a part that is not on it may be. What was rejected has a
   * reason. More than was sent may have come.
   */
  receive(receipt: readonly ReceiptLine[], day: string, by: string, now: Date): NoteEvent[] {
    if (this.state === 'received') throw new RuleViolation('delivery-note.received-already', { by: this.receivedBy ?? '' });
    const to = this.#allowed('receive');
    const said = new Map<string, ReceiptLine>();
    for (const line of receipt) {
      if (said.has(line.part)) throw new RuleViolation('receipt.part-twice', { part: line.part });
      said.set(line.part, judged(line));
    }
    const shipped = new Set(this.lines.map(({ part }) => part));
    for (const part of shipped) if (!said.has(part)) throw new RuleViolation('receipt.line-missing', { part });
    const unknown = [...said.values()].filter(({ part, received }) => !shipped.has(part) && received > 0);
    const lines = [...said.values()].flatMap((line) => this.#shared(line)).toSorted((a, b) => a.lineNo - b.lineNo);
    this.lines = [...lines, ...unknown.map((line, at) => notOnNote(line, lines.length + at + 1))];
    this.state = to;
    return [this.#received('confirmed', day, by, now)];
  }

  /** Nobody has said anything for so long that what was sent counts as received. After a receipt it changes nothing. */
  deemReceived(day: string, by: string, now: Date): NoteEvent[] {
    const to = noteLeadsTo('receive', this.state);
    if (to === undefined) return [];
    this.lines = this.lines.map((line) => ({ ...line, received: line.qty, accepted: line.qty, rejected: 0 }));
    this.state = to;
    return [this.#received('deemed', day, by, now)];
  }

  /** Its box is lost: nothing of it came, and nobody will say so but we. */
  giveUp(day: string, by: string, now: Date): NoteEvent[] {
    return this.receive([...new Set(this.lines.map(({ part }) => part))].map((part) => ({ part, received: 0, rejected: 0, reason: null, photos: [] })), day, by, now);
  }

  /** A damage that could not be seen when the box was opened. Within three days after the receipt, and of pieces that were accepted. */
  reportDamage(damages: readonly DamageLine[], day: string, by: string, now: Date): NoteEvent[] {
    this.#allowed('report_damage');
    if (day > addCalendarDays(this.receivedOn ?? day, hiddenDamageDays)) throw new RuleViolation('receipt.damage-too-late', { received: this.receivedOn ?? '', days: hiddenDamageDays });
    const found: DamagedLine[] = [];
    for (const { part, qty, photos } of damages) {
      wholePieces(qty);
      const accepted = this.lines.filter((line) => line.part === part).reduce((sum, line) => sum + (line.accepted ?? 0), 0);
      if (qty > accepted) throw new RuleViolation('receipt.damage-over-accepted', { part, qty, accepted });
      let left = qty;
      this.lines = this.lines.map((line) => {
        const taken = line.part === part ? Math.min(left, line.accepted ?? 0) : 0;
        if (taken === 0) return line;
        left -= taken;
        const now: NoteLine = { ...line, accepted: (line.accepted ?? 0) - taken, rejected: (line.rejected ?? 0) + taken, reason: 'damaged', photos: [...line.photos, ...photos] };
        found.push({ lineNo: line.lineNo, part, qty: taken, undelivered: delivered(line) - delivered(now) });
        return now;
      });
    }
    return [{ type: 'HiddenDamageFound', damages: found, day, by, at: now }];
  }

  #allowed(move: NoteMove): NoteState {
    const to = noteLeadsTo(move, this.state);
    if (to === undefined) throw new RuleViolation('delivery-note.move-not-allowed', { move, state: this.state });
    return to;
  }

  #received(because: 'confirmed' | 'deemed', day: string, by: string, now: Date): NoteEvent {
    this.receivedBy = by;
    this.receivedAt = now;
    this.receivedOn = day;
    return { type: 'NoteReceived', because, day, by, at: now };
  }

  /** Several lines of one part are served in their order; what came too much is with the last of them, and so are the rejected pieces. */
  #shared({ part, received, rejected, reason, photos }: ReceiptLine): NoteLine[] {
    const lines = this.lines.filter((line) => line.part === part);
    let [came, bad] = [received, rejected];
    const shared = lines.map((line, at): NoteLine => {
      const own = at === lines.length - 1 ? came : Math.min(came, line.qty);
      came -= own;
      return { ...line, received: own, accepted: own, rejected: 0 };
    });
    return shared.toReversed().map((line): NoteLine => {
      const own = Math.min(bad, line.received ?? 0);
      bad -= own;
      return own === 0 ? line : { ...line, accepted: (line.received ?? 0) - own, rejected: own, reason, photos };
    }).toReversed();
  }
}

/** How many pieces too many (+) or too few (−) came; `null` before the receipt. */
export const difference = ({ qty, received }: Pick<NoteLine, 'qty' | 'received'>): number | null => (received === null ? null : received - qty);

/** The accepted pieces of a line that were sent, and so stop being on their way; what came too much was never ours to move. */
export const delivered = ({ qty, accepted }: Pick<NoteLine, 'qty' | 'accepted'>): number => Math.min(accepted ?? 0, qty);

/** A warranty part that is returnable makes the dealer owe the old one; a box that goes to nobody's account makes nobody owe anything. */
export const owesOldPart = ({ dealerCode }: Pick<DeliveryNote, 'dealerCode'>, { underWarranty, returnable }: Pick<NoteLine, 'underWarranty' | 'returnable'>): boolean => dealerCode !== null && underWarranty && returnable;

const judged = (line: ReceiptLine): ReceiptLine => {
  wholePieces(line.received, 0);
  wholePieces(line.rejected, 0);
  if (line.rejected > line.received) throw new RuleViolation('receipt.rejected-over-received', { part: line.part, rejected: line.rejected, received: line.received });
  if (line.rejected > 0 && line.reason === null) throw new RuleViolation('receipt.reason-missing', { part: line.part, rejected: line.rejected, reasons: rejectReasons.join(', ') });
  return line.rejected === 0 ? { ...line, reason: null } : line;
};

const notOnNote = ({ part, received, rejected, reason, photos }: ReceiptLine, lineNo: number): NoteLine => ({
  lineNo, requestLine: null, part, askedFor: part, qty: 0, underWarranty: false, unitPrice: '0.00', returnable: false, returnDays: null,
  received, accepted: received - rejected, rejected, reason, photos,
});
