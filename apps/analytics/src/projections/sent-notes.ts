import { DeliveryNoteDispatchedV1, ShipmentImportedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const insert = statement(
  'sent-note-view',
  'INSERT INTO sent_note (note_id, branch_id, location, shipment_id, dispatched_on, number) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::date[], $6::text[]) ON CONFLICT DO NOTHING',
);

/** Every delivery note that has left, with the place that it left and its shipment: what differences are counted against. A delivery of an earlier system is its own note. */
@Controller()
export class SentNotes {
  @Projects(DeliveryNoteDispatchedV1, ShipmentImportedV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof DeliveryNoteDispatchedV1> | DataOf<typeof ShipmentImportedV1>>[], tx: Tx): Promise<void> {
    const notes = events.map(({ data }) => ('noteId' in data ? data : { ...data, noteId: data.shipmentId, number: data.noteNumber })).toSorted((a, b) => (a.noteId < b.noteId ? -1 : 1));
    await tx.query(insert, [notes.map((n) => n.noteId), notes.map((n) => n.branchId), notes.map((n) => n.location), notes.map((n) => n.shipmentId), notes.map((n) => n.dispatchedOn), notes.map((n) => n.number)]);
  }
}
