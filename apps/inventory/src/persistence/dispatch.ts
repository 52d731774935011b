import { localDay, localYear } from '@aftercare/business-time';
import { Database, documentNumber, runCommand, statement, type Command, type Tx } from '@aftercare/event-store';
import { newId, NotFound, RuleViolation } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import { admitted } from '../admitted';
import type { DeliveryNote } from '../domain/delivery-note';
import { FollowUp, followUpOf } from '../domain/follow-up';
import { Shipment, type FreightPayer } from '../domain/shipment';
import { shipmentStanding, type ShipmentView } from '../shipment-view';
import { branchTerms, type BranchTerms } from './branch-terms';
import { enterNote } from './dealer-account';
import { DeliveryNoteStore } from './delivery-note.store';
import { enterDispatch } from './dispatch-ledger';
import { FollowUpStore } from './follow-up.store';
import { Ledger } from './ledger';
import { PartsRequestStore } from './parts-request.store';
import { ShipmentStore } from './shipment.store';
import { TrackingInbox } from './tracking-inbox';

export interface Waybill {
  readonly carrier: string;
  readonly waybill: string;
  readonly noteIds: readonly string[];
  readonly boxes: number;
  readonly weightG: number | null;
  readonly freight: string | null;
  readonly freightPayer: FreightPayer;
}

interface CarrierTerms {
  readonly promisedDays: number;
  readonly staleAfterH: number;
}

const requestsOf = statement('dispatch-requests', 'SELECT DISTINCT request_id AS "requestId" FROM delivery_note WHERE id = ANY ($1) ORDER BY 1');
// In one region is who has the same branch above him, or is served by the branch itself.
const termsOf = statement(
  'dispatch-carrier-terms',
  `SELECT c.stale_after_hours AS "staleAfterH",
          CASE WHEN there.id = here.id OR there.parent_id = here.parent_id THEN c.promised_days_same_region ELSE c.promised_days_cross_region END AS "promisedDays"
     FROM carrier c CROSS JOIN branch here
     LEFT JOIN branch there ON there.id = coalesce(
       CASE $3 WHEN 'dealer' THEN (SELECT branch_id FROM dealer WHERE code = $4) WHEN 'customer' THEN (SELECT branch_id FROM customer WHERE id::text = $4) ELSE (SELECT branch_id FROM location WHERE code = $4) END, here.id)
    WHERE c.code = $1 AND here.id = $2`,
);
const onItsWay = statement('dispatch-waybill-taken', 'SELECT number FROM shipment WHERE carrier = $1 AND waybill = $2 AND travelled_until IS NULL');
const followed = statement('dispatch-followed', 'SELECT 1 FROM follow_up WHERE id = $1');

/** Goods leave the house: requests, notes, the dealer's account, stock, the dispatch ledger and the shipment in one transaction, held in this order. */
@Injectable()
export class Dispatch {
  constructor(
    private readonly database: Database,
    private readonly requests: PartsRequestStore,
    private readonly notes: DeliveryNoteStore,
    private readonly shipments: ShipmentStore,
    private readonly followUps: FollowUpStore,
    private readonly ledger: Ledger,
    private readonly inbox: TrackingInbox,
  ) {}

  send(waybill: Waybill, command: Command): Promise<ShipmentView> {
    return runCommand(this.database, command, async (tx) => {
      const noteIds = [...new Set(waybill.noteIds)].toSorted();
      for (const { requestId } of await tx.query<{ requestId: string }>(requestsOf, [noteIds])) await this.requests.lockIn(tx, requestId);
      const notes: DeliveryNote[] = [];
      for (const id of noteIds) {
        notes.push(await this.notes.changeIn<DeliveryNote>(tx, id, (note) => {
          admitted(note, 'delivery-note', command, noteIds.length === 1).leaving();
          return { events: [], answer: note };
        }));
      }
      const first = ofOnePlace(notes);
      const { branchId } = first;
      const terms = await branchTerms(tx, branchId);
      const carrier = await this.#carrierTerms(tx, waybill, first);
      await this.inbox.hold(tx, waybill.carrier, waybill.waybill);
      const [taken] = await tx.query<{ number: string }>(onItsWay, [waybill.carrier, waybill.waybill]);
      if (taken) throw new RuleViolation('shipment.waybill-taken', { waybill: waybill.waybill, shipment: taken.number });
      const id = newId();
      for (const note of notes) await enterNote(tx, note, 'dispatched');
      for (const note of notes) await this.#leave(tx, note, id, terms);
      const answer = await this.#begin(tx, id, waybill, notes, carrier, terms);
      return { answer, subject: id, branchId };
    });
  }

  async #carrierTerms(tx: Tx, { carrier }: Waybill, { branchId, receiver }: DeliveryNote): Promise<CarrierTerms> {
    const [terms] = await tx.query<CarrierTerms>(termsOf, [carrier, branchId, receiver.kind, receiver.code]);
    if (!terms) throw new RuleViolation('shipment.carrier-unknown', { carrier });
    return terms;
  }

  /** Its reserved pieces are on their way, in stock, on the request, on the note and in the ledger. */
  async #leave(tx: Tx, note: DeliveryNote, shipmentId: string, { calendar }: BranchTerms): Promise<void> {
    const { id, requestId, location, lines } = note;
    const pieces = lines.map(({ lineNo, requestLine, part, qty }) => {
      if (requestLine === null) throw new Error(`line ${lineNo} of ${note.number} is of no request`);
      return { lineNo: requestLine, part, qty };
    });
    await this.requests.changeIn(tx, requestId, (request, { now }) => request.shipped(id, pieces.map(({ lineNo, qty }) => ({ lineNo, qty })), now));
    const posted = await this.ledger.consume(tx, pieces.map((line) => ({ ...line, requestId, location })), { kind: 'delivery_note', id });
    const values = new Map(lines.map(({ lineNo }, at) => [lineNo, posted[at]!.value]));
    const { day, now } = await this.notes.changeIn(tx, id, (one, { now: at, actor }) => {
      const today = localDay(at, calendar.zone);
      return { events: one.dispatch(shipmentId, values, today, actor.subject, at), answer: { day: today, now: at } };
    });
    await enterDispatch(tx, note, shipmentId, day, now);
  }

  async #begin(tx: Tx, id: string, { noteIds: _noteIds, ...waybill }: Waybill, notes: readonly DeliveryNote[], carrier: CarrierTerms, { shortCode, calendar }: BranchTerms): Promise<ShipmentView> {
    const { branchId, receiver, dealerCode, location, currency } = ofOnePlace(notes);
    const number = await documentNumber(tx, { kind: 'SH', branchId, shortCode, year: localYear(await tx.now(), calendar.zone) });
    const details = {
      id, number, branchId, receiver, location, currency, ...waybill, ...carrier, zone: calendar.zone,
      notes: notes.map((note) => ({ noteId: note.id, number: note.number, requestId: note.requestId })),
      ticketIds: [...new Set(notes.flatMap(({ ticketId }) => (ticketId === null ? [] : [ticketId])))],
      tell: { staff: [...new Set(notes.flatMap(({ followers }) => followers))], dealerCode, customerId: receiver.kind === 'customer' ? receiver.code : null },
    };
    const answer = await this.shipments.createIn(tx, ({ now, actor }) => {
      const { shipment, events } = Shipment.dispatch(details, actor.subject, now);
      return { aggregate: shipment, events, answer: shipmentStanding(shipment, []).answer };
    });
    await this.inbox.begin(tx, { id, branchId, carrier: waybill.carrier, waybill: waybill.waybill });
    // Whoever draws a number of this branch waits here: two first shipments cannot both begin it.
    if ((await tx.query(followed, [followUpOf(branchId)])).length === 0) {
      await this.followUps.createIn(tx, ({ now }) => {
        const { followUp, events } = FollowUp.begin(branchId, calendar, now);
        return { aggregate: followUp, events, answer: undefined };
      });
    }
    return answer;
  }
}

/** The first of them; refused where they do not all go from one place to one receiver and one account. */
const ofOnePlace = (notes: readonly DeliveryNote[]): DeliveryNote => {
  const [first, ...others] = notes;
  if (!first) throw new NotFound('delivery-note');
  const { branchId, location, receiver, dealerCode } = first;
  const other = others.find((note) => note.branchId !== branchId || note.location !== location || note.receiver.kind !== receiver.kind || note.receiver.code !== receiver.code || note.dealerCode !== dealerCode);
  if (other) throw new RuleViolation('shipment.one-receiver', { note: other.number });
  return first;
};
