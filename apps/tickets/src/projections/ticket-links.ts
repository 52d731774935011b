import { TicketLinkedV1, TicketMergedV1, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const insert = statement(
  'ticket-link-view',
  'INSERT INTO ticket_link (ticket_id, other_id, kind, branch_id) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING',
);

const reverse = { follows: 'followed_by', split_from: 'split_into', merged_into: 'merged_from' } as const;

/** Which tickets belong together, told from both sides. */
@Controller()
export class TicketLinks {
  @Projects(TicketLinkedV1, TicketMergedV1)
  async apply(events: readonly ReceivedEvent<TicketLinkedV1 | TicketMergedV1>[], tx: Tx): Promise<void> {
    const links = events.flatMap(({ data: { ticketId, branchId, ...rest } }) => {
      const [other, kind] = 'into' in rest ? ([rest.into, 'merged_into'] as const) : ([rest.other, rest.as] as const);
      return [{ ticketId, other, kind, branchId }, { ticketId: other, other: ticketId, kind: reverse[kind], branchId }];
    });
    await tx.query(insert, [links.map((l) => l.ticketId), links.map((l) => l.other), links.map((l) => l.kind), links.map((l) => l.branchId)]);
  }
}
