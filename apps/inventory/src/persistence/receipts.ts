import type { Principal } from '@aftercare/auth';
import { localDay } from '@aftercare/business-time';
import { Database, runCommand, statement, type Command, type Tx } from '@aftercare/event-store';
import { isUuid, NotFound, RuleViolation } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import { admitted } from '../admitted';
import { noteStanding, type DeliveryNoteView } from '../delivery-note-view';
import { accountOfReceiver, damagesOf, differencesOf } from '../domain/discrepancy';
import { delivered, type DamageLine, type DeliveryNote, type NoteEvent, type ReceiptLine } from '../domain/delivery-note';
import type { PartsRequest } from '../domain/parts-request';
import { bin, type Transfer } from '../domain/stock';
import { branchTerms, type BranchTerms } from './branch-terms';
import { DeliveryNoteStore } from './delivery-note.store';
import { Discrepancies } from './discrepancies';
import { Ledger } from './ledger';
import { PartsRequestStore } from './parts-request.store';
import { ShipmentStore } from './shipment.store';

const documents = statement('receipt-documents', 'SELECT request_id AS "requestId", branch_id AS "branchId", shipment_id AS "shipmentId" FROM delivery_note WHERE id = $1');

interface Documents {
  readonly requestId: string;
  readonly branchId: string;
  readonly shipmentId: string | null;
}

/** What the receiver says of what came, in one transaction with all that follows from it: held in the order requests, note, shipment, differences, stock. */
@Injectable()
export class Receipts {
  constructor(
    private readonly database: Database,
    private readonly requests: PartsRequestStore,
    private readonly notes: DeliveryNoteStore,
    private readonly shipments: ShipmentStore,
    private readonly ledger: Ledger,
    private readonly discrepancies: Discrepancies,
  ) {}

  /** By the receiver, once. For another dealer there is no such note. */
  confirm(noteId: string, lines: readonly ReceiptLine[], command: Command): Promise<DeliveryNoteView> {
    return this.#command(noteId, command, (tx, held, terms) =>
      this.#receive(tx, noteId, held, terms, (note, by, now) => receivable(note, command).receive(lines, localDay(now, terms.calendar.zone), by, now)));
  }

  /** By the receiver as well, within three days. The pieces are on their way again, so to say: somebody has to agree what becomes of them. */
  reportDamage(noteId: string, damages: readonly DamageLine[], command: Command): Promise<DeliveryNoteView> {
    return this.#command(noteId, command, async (tx, { requestId }, terms) => {
      const { note, events, view } = await this.#decide(tx, noteId, (one, by, now) => receivable(one, command).reportDamage(damages, localDay(now, terms.calendar.zone), by, now));
      const found = events.flatMap((event) => (event.type === 'HiddenDamageFound' ? event.damages : []));
      const ofRequest = found.flatMap(({ lineNo, qty }) => {
        const { requestLine } = lineOf(note, lineNo);
        return requestLine === null ? [] : [{ lineNo: requestLine, shipped: 0, received: 0, rejected: qty }];
      });
      await this.requests.changeIn(tx, requestId, (request, { now }) => request.received(noteId, ofRequest, now));
      await this.discrepancies.open(tx, note, damagesOf(note.lines, found), terms);
      await this.ledger.post(tx, found.filter(({ undelivered }) => undelivered > 0).map(({ part, undelivered }) => back(note, part, undelivered)));
      return view;
    });
  }

  /** By our people, once a shipment is declared lost: everything of the note is, and each line of it is a case. */
  giveUp(noteId: string, command: Command): Promise<DeliveryNoteView> {
    return this.#command(noteId, command, (tx, held, terms) =>
      this.#receive(tx, noteId, held, terms, (note, by, now) => admitted(note, 'delivery-note', command).giveUp(localDay(now, terms.calendar.zone), by, now), 'lost'));
  }

  /** Nobody has said anything for too long: what was sent counts as received. Where somebody has, it changes nothing. */
  async deem(tx: Tx, noteId: string): Promise<void> {
    const [held] = await tx.query<Documents>(documents, [noteId]);
    if (!held) throw new NotFound('delivery-note');
    await this.discrepancies.hold(tx, held.requestId);
    const terms = await branchTerms(tx, held.branchId);
    await this.#receive(tx, noteId, held, terms, (note, by, now) => note.deemReceived(localDay(now, terms.calendar.zone), by, now));
  }

  #command(noteId: string, command: Command, work: (tx: Tx, held: Documents, terms: BranchTerms) => Promise<DeliveryNoteView>): Promise<DeliveryNoteView> {
    if (!isUuid(noteId)) throw new NotFound('delivery-note');
    return runCommand(this.database, command, async (tx) => {
      const [held] = await tx.query<Documents>(documents, [noteId]);
      if (!held) throw new NotFound('delivery-note');
      await this.discrepancies.hold(tx, held.requestId);
      return { answer: await work(tx, held, await branchTerms(tx, held.branchId)), subject: noteId, branchId: held.branchId };
    });
  }

  async #receive(tx: Tx, noteId: string, { requestId, shipmentId }: Documents, terms: BranchTerms, decide: (note: DeliveryNote, by: string, now: Date) => NoteEvent[], missingIs: 'short' | 'lost' = 'short'): Promise<DeliveryNoteView> {
    const { note, events, view } = await this.#decide(tx, noteId, decide);
    if (events.length === 0) return view;
    const lines = new Map<number, { lineNo: number; shipped: number; received: number; rejected: number }>();
    for (const { requestLine, qty, received, rejected } of note.lines) {
      if (requestLine !== null) lines.set(requestLine, { lineNo: requestLine, shipped: qty, received: received ?? 0, rejected: rejected ?? 0 });
    }
    if (shipmentId !== null) await this.shipments.changeIn(tx, shipmentId, (shipment, { now }) => (missingIs === 'lost' ? shipment.givenUp(noteId, now) : shipment.received(noteId, terms.calendar, now)));
    const request = await this.requests.changeIn<PartsRequest>(tx, requestId, (one, { now }) => ({ events: one.received(noteId, [...lines.values()], now), answer: one }));
    await this.discrepancies.open(tx, note, differencesOf(note.lines, missingIs), terms);
    await this.discrepancies.fulfilled(tx, request);
    await this.ledger.post(tx, note.lines.filter((line) => delivered(line) > 0).map((line) => there(note, line.part, delivered(line))));
    return view;
  }

  #decide(tx: Tx, noteId: string, decide: (note: DeliveryNote, by: string, now: Date) => NoteEvent[]): Promise<{ note: DeliveryNote; events: readonly NoteEvent[]; view: DeliveryNoteView }> {
    return this.notes.changeIn(tx, noteId, (note, { now, actor }) => {
      const { events, answer: view } = noteStanding(note, decide(note, actor.subject, now));
      return { events, answer: { note, events, view } };
    });
  }
}

/** Only who gets the box may say what came; for an end customer, who may have told us by phone, one of our people. */
const receivable = (note: DeliveryNote, command: Command): DeliveryNote => {
  const { principal } = command;
  admitted(note, 'delivery-note', command);
  if (principal.subject === note.receivedByWhom) return note;
  if (!isOurs(principal)) throw new NotFound('delivery-note');
  if (note.receiver.kind !== 'customer') throw new RuleViolation('receipt.not-yours', { receiver: note.receivedByWhom });
  return note;
};

const isOurs = ({ kind }: Principal): boolean => kind === 'staff';

const lineOf = ({ lines, number }: DeliveryNote, lineNo: number) => {
  const line = lines.find((one) => one.lineNo === lineNo);
  if (!line) throw new Error(`note ${number} has no line ${lineNo}`);
  return line;
};

const there = (note: DeliveryNote, part: string, qty: number): Transfer => ({
  part, qty, from: bin(note.location, 'in_transit'), to: accountOfReceiver(note), reason: 'received', document: { kind: 'receipt', id: note.id },
});
const back = (note: DeliveryNote, part: string, qty: number): Transfer => ({
  part, qty, from: accountOfReceiver(note), to: bin(note.location, 'in_transit'), reason: 'returned', document: { kind: 'receipt', id: note.id },
});
