import { TicketAssignedV1, TicketHandedOverV1, TicketOpenedV1, TicketTakenUpV1, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement('ticket-owner-view', 'INSERT INTO ticket_owner (ticket_id, owner_id) SELECT * FROM unnest($1::uuid[], $2::text[]) ON CONFLICT (ticket_id) DO UPDATE SET owner_id = excluded.owner_id');

/** Who answers for a ticket now: he hears of what happens to its parts. */
@Controller()
export class TicketOwners {
  @Projects(TicketOpenedV1, TicketAssignedV1, TicketTakenUpV1, TicketHandedOverV1)
  async apply(events: readonly ReceivedEvent<TicketOpenedV1 | TicketAssignedV1 | TicketTakenUpV1 | TicketHandedOverV1>[], tx: Tx): Promise<void> {
    const newest = new Map(events.map(({ data }) => [data.ticketId, 'to' in data ? data.to : data.ownerId]));
    await tx.query(upsert, [[...newest.keys()], [...newest.values()]]);
  }
}
