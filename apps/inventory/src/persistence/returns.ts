import { Database, runCommand, statement, type Command } from '@aftercare/event-store';
import { localDay } from '@aftercare/business-time';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import { admitted } from '../admitted';
import type { DeliveryNote } from '../domain/delivery-note';
import { bin } from '../domain/stock';
import { shipmentStanding, type ShipmentView } from '../shipment-view';
import { enterNote } from './dealer-account';
import { DeliveryNoteStore } from './delivery-note.store';
import { enterReturn } from './dispatch-ledger';
import { BackOrders } from './back-orders';
import { Ledger } from './ledger';
import { PartsRequestStore } from './parts-request.store';
import { ShipmentStore } from './shipment.store';

const inBox = statement('return-notes', `SELECT id, request_id AS "requestId", branch_id AS "branchId" FROM delivery_note WHERE shipment_id = $1 ORDER BY id`);

/** A box comes back: held in the order requests, notes, shipment, the dealer's account, stock. */
@Injectable()
export class Returns {
  constructor(
    private readonly database: Database,
    private readonly requests: PartsRequestStore,
    private readonly notes: DeliveryNoteStore,
    private readonly shipments: ShipmentStore,
    private readonly ledger: Ledger,
    private readonly backOrders: BackOrders,
  ) {}

  /** Its pieces are in quarantine, its notes void, its lines owed again, and what the ledger and the dealer's account say of it is taken back by further rows. */
  takeBack(shipmentId: string, command: Command): Promise<ShipmentView> {
    if (!isUuid(shipmentId)) throw new NotFound('shipment');
    return runCommand(this.database, command, async (tx) => {
      const rows = await tx.query<{ id: string; requestId: string; branchId: string }>(inBox, [shipmentId]);
      const [first] = rows;
      if (!first) throw new NotFound('shipment');
      for (const requestId of [...new Set(rows.map((row) => row.requestId))].toSorted()) await this.requests.lockIn(tx, requestId);
      for (const { id } of rows) await this.notes.lockIn(tx, id);
      const { view, day, now } = await this.shipments.changeIn(tx, shipmentId, (shipment, { now: at, actor }) => {
        const { events, answer } = shipmentStanding(shipment, admitted(shipment, 'shipment', command).takeBack(actor.subject, at));
        return { events, answer: { view: answer, day: localDay(at, shipment.zone), now: at } };
      });
      const notes: DeliveryNote[] = [];
      for (const { id } of rows) notes.push(await this.notes.changeIn<DeliveryNote>(tx, id, (note, { now: at, actor }) => ({ events: note.takeBack(actor.subject, at), answer: note })));
      // Who waits for what may be free then is held before the account is: whoever decides about a request asks for its account next.
      await this.backOrders.hold(tx, notes[0]!.location, [...new Set(notes.flatMap(({ lines }) => lines.map(({ part }) => part)))]);
      for (const note of notes) await enterNote(tx, note, 'returned');
      for (const { id, requestId, lines, location } of notes) {
        const pieces = lines.flatMap(({ requestLine, qty }) => (requestLine === null ? [] : [{ lineNo: requestLine, qty }]));
        await this.requests.changeIn(tx, requestId, (request, { now: at }) => request.reopened(id, pieces, at));
        await this.ledger.post(tx, lines.map(({ part, qty }) => ({
          part, qty, from: bin(location, 'in_transit'), to: bin(location, 'quarantine'), reason: 'returned', document: { kind: 'shipment', id: shipmentId },
        })));
        await enterReturn(tx, id, day, now);
        // What is free on the shelf may be just what is owed again.
        await this.backOrders.serve(tx, location, [...new Set(lines.map(({ part }) => part))]);
      }
      return { answer: view, subject: shipmentId, branchId: first.branchId };
    });
  }
}
