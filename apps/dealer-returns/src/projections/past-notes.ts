import { ShipmentImportedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const insert = statement(
  'past-note-view',
  `INSERT INTO past_note (id, number, branch_id, dealer_code, part, ticket_id) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[])
   ON CONFLICT DO NOTHING`,
);

/** The deliveries of an earlier system: what duties that are brought in from there are for. None of what is kept of them changes. */
@Controller()
export class PastNotes {
  @Projects(ShipmentImportedV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof ShipmentImportedV1>>[], tx: Tx): Promise<void> {
    const notes = [...new Map(events.map(({ data }) => [data.shipmentId, data])).values()].toSorted((a, b) => (a.shipmentId < b.shipmentId ? -1 : 1));
    await tx.query(insert, [
      notes.map((n) => n.shipmentId), notes.map((n) => n.noteNumber), notes.map((n) => n.branchId), notes.map((n) => n.dealerCode), notes.map((n) => n.part), notes.map((n) => n.ticketId),
    ]);
  }
}
