import { localDay, localYear } from '@aftercare/business-time';
import { Database, documentNumber, runCommand, statement, type Command, type Tx } from '@aftercare/event-store';
import { isUuid, newId, NotFound } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import { admitted } from '../admitted';
import { noteStanding, type DeliveryNoteView } from '../delivery-note-view';
import { DeliveryNote, type NoteLineDetails, type VoidReason } from '../domain/delivery-note';
import type { PartsRequest } from '../domain/parts-request';
import type { Picking } from '../domain/picking';
import { branchTerms } from './branch-terms';
import { DeliveryNoteStore } from './delivery-note.store';
import { PartsRequestStore } from './parts-request.store';
import { PickingWork } from './picking-work';
import { PickingStore } from './picking.store';

const pickingOf = statement('picking-of-note', 'SELECT request_id AS "requestId" FROM picking WHERE id = $1');
const noteOf = statement('note-documents', 'SELECT request_id AS "requestId", picking_id AS "pickingId" FROM delivery_note WHERE id = $1');
const holderOf = statement('van-holder', 'SELECT holder_id AS holder FROM location WHERE code = $1');

/** What happens to a delivery note before it leaves, to its picking and to its request: held in the order request, picking, note. */
@Injectable()
export class NotesWork {
  constructor(
    private readonly database: Database,
    private readonly requests: PartsRequestStore,
    private readonly pickings: PickingStore,
    private readonly notes: DeliveryNoteStore,
    private readonly work: PickingWork,
  ) {}

  /** A note of what the second person counted, and of nothing else. */
  issue(pickingId: string, command: Command): Promise<DeliveryNoteView> {
    if (!isUuid(pickingId)) throw new NotFound('picking');
    return runCommand(this.database, command, async (tx) => {
      const [row] = await tx.query<{ requestId: string }>(pickingOf, [pickingId]);
      if (!row) throw new NotFound('picking');
      const request = await this.requests.changeIn<PartsRequest>(tx, row.requestId, (one) => ({ events: [], answer: one }));
      const id = newId();
      const picking = await this.pickings.changeIn<Picking>(tx, pickingId, (one, { now, actor }) => ({ events: admitted(one, 'picking', command).issueNote(id, actor.subject, now), answer: one }));
      const { branchId } = picking;
      const { shortCode, calendar } = await branchTerms(tx, branchId);
      const now = await tx.now();
      const receivedByWhom = await receiverOf(tx, request);
      const number = await documentNumber(tx, { kind: 'DN', branchId, shortCode, year: localYear(now, calendar.zone) });
      const details = {
        id, number, branchId, requestId: request.id, pickingId, ticketId: request.ticketId, dealerCode: request.dealerCode, receiver: { kind: request.receiverKind, code: request.receiver }, receivedByWhom,
        location: picking.location, requestedBy: request.requestedBy, followers: followersOf(request), currency: request.lines[0]?.currency ?? 'CNY',
        dispatchDueOn: calendar.addWorkdays(localDay(waitedSince(request, picking), calendar.zone), 1),
      };
      const answer = await this.notes.createIn(tx, ({ now: at, actor }) => {
        const { note, events } = DeliveryNote.issue(details, linesOf(request, picking), actor.subject, at);
        return { aggregate: note, events, answer: noteStanding(note, []).answer };
      });
      return { answer, subject: id, branchId };
    });
  }

  /** Before its goods leave: the pieces are the request's again, to be picked anew. */
  declareVoid(noteId: string, reason: VoidReason, command: Command): Promise<DeliveryNoteView> {
    if (!isUuid(noteId)) throw new NotFound('delivery-note');
    return runCommand(this.database, command, async (tx) => {
      const [row] = await tx.query<{ requestId: string; pickingId: string }>(noteOf, [noteId]);
      if (!row) throw new NotFound('delivery-note');
      await this.requests.lockIn(tx, row.requestId);
      await this.pickings.lockIn(tx, row.pickingId);
      const answer = await this.notes.changeIn<DeliveryNoteView>(tx, noteId, (note, { now, actor }) => noteStanding(note, admitted(note, 'delivery-note', command).declareVoid(reason, actor.subject, now)));
      const events = await this.pickings.changeIn(tx, row.pickingId, (picking, { now, actor }) => {
        const putBack = picking.noteVoided(actor.subject, now);
        return { events: putBack, answer: putBack };
      });
      await this.work.giveBack(tx, row.requestId, row.pickingId, events);
      return { answer, subject: noteId, branchId: answer.branchId, reason };
    });
  }
}

/** By which name the receiver signs in. */
const receiverOf = async (tx: Tx, { receiverKind, receiver, customerCode }: PartsRequest): Promise<string> => {
  if (receiverKind === 'customer') return customerCode ?? receiver;
  if (receiverKind === 'dealer') return receiver;
  const [van] = await tx.query<{ holder: string | null }>(holderOf, [receiver]);
  return van?.holder ?? receiver;
};

const followersOf = ({ requesterKind, requestedBy, ticketOwnerId }: PartsRequest): string[] =>
  [...new Set([...(requesterKind === 'staff' ? [requestedBy] : []), ...(ticketOwnerId === null ? [] : [ticketOwnerId])])];

/** From when on its dispatch could be waited for: the decision; what had to wait for stock, since it is picked. */
const waitedSince = ({ decidedAt, lines }: PartsRequest, picking: Picking): Date =>
  decidedAt === null || picking.lines.some(({ lineNo }) => lines.some((line) => line.lineNo === lineNo && line.shipped > 0)) ? picking.startedAt : decidedAt;

const linesOf = (request: PartsRequest, picking: Picking): NoteLineDetails[] =>
  picking.lines.map(({ lineNo, part, checked }) => {
    const line = request.lines.find((one) => one.lineNo === lineNo);
    if (!line) throw new Error(`picking ${picking.number} has a line that its request does not have`);
    const { part: askedFor, unitPrice, returnDays } = line;
    return { requestLine: lineNo, part, askedFor, qty: checked ?? 0, underWarranty: request.underWarranty, unitPrice, returnable: returnDays !== null, returnDays };
  });
