import {
  TicketAssignedV1, TicketCancelledV1, TicketClosedV1, TicketEscalatedV1, TicketHandedOverV1, TicketHandOverDeclinedV1, TicketHandOverOfferedV1, TicketIntakeCompletedV1,
  TicketImportedV1, TicketLimitReachedV1, TicketLinkedV1, TicketMergedV1, TicketOpenedV1, TicketPutOnHoldV1, TicketReclassifiedV1, TicketReopenedV1, TicketRepliedV1,
  TicketResolvedV1, TicketResumedV1, TicketSplitV1, TicketTakenUpV1, type EventData, type ReceivedEvent,
} from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { derivedId } from '@aftercare/kernel';
import { Controller } from '@nestjs/common';

const insert = statement(
  'timeline-view',
  `INSERT INTO timeline (ticket_id, event_id, branch_id, at, sequence, fact, by_whom, note_id, details)
   SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::bigint[], $6::text[], $7::text[], $8::uuid[], $9::jsonb[])
   ON CONFLICT DO NOTHING`,
);

/** What the columns of a line say already, and what nobody asks a timeline for. */
const said = ['ticketId', 'branchId', 'by', 'noteId'];

/** What one fact tells of a ticket's past, line by line: when it was resolved and closed elsewhere. Nobody knows by whom. */
const past = (id: string, sequence: number, { ticketId, branchId, resolvedAt, closedAt }: TicketImportedV1) =>
  Object.entries({ resolved: resolvedAt, closed: closedAt }).flatMap(([fact, at], nth) =>
    at === null ? [] : [{ id: derivedId(id, fact), at: new Date(at), sequence: sequence + 1 + nth, fact, data: { ticketId, branchId } as EventData & { ticketId: string; branchId: string } }]);

/** Everything that happened to a ticket, from the first call on, in one list (R39). */
@Controller()
export class Timeline {
  @Projects(
    TicketOpenedV1, TicketAssignedV1, TicketTakenUpV1, TicketEscalatedV1, TicketIntakeCompletedV1, TicketPutOnHoldV1, TicketResumedV1, TicketResolvedV1, TicketRepliedV1, TicketReopenedV1, TicketClosedV1,
    TicketCancelledV1, TicketReclassifiedV1, TicketHandOverOfferedV1, TicketHandOverDeclinedV1, TicketHandedOverV1, TicketImportedV1, TicketLimitReachedV1, TicketMergedV1, TicketSplitV1, TicketLinkedV1,
  )
  async apply(events: readonly ReceivedEvent<EventData & { readonly ticketId: string; readonly branchId: string }>[], tx: Tx): Promise<void> {
    const lines = events.flatMap(({ id, type, occurredAt, sequence, data }) => [
      { id, at: occurredAt, sequence, data, fact: type.split('.').at(-2) ?? type },
      ...(type === TicketImportedV1.type ? past(id, sequence, data as unknown as TicketImportedV1) : []),
    ]);
    await tx.query(insert, [
      lines.map(({ data }) => data.ticketId), lines.map(({ id }) => id), lines.map(({ data }) => data.branchId), lines.map(({ at }) => at), lines.map(({ sequence }) => sequence),
      lines.map(({ fact }) => fact), lines.map(({ data }) => data['by'] ?? data['openedBy'] ?? null), lines.map(({ data }) => data['noteId'] ?? data['contactId'] ?? null),
      lines.map(({ data }) => JSON.stringify(Object.fromEntries(Object.entries(data).filter(([name]) => !said.includes(name))))),
    ]);
  }
}
