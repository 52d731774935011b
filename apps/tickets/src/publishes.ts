import { TicketEscalatedV1, TicketOpenedV1, TicketTakenUpV1, type ContractEvent } from '@aftercare/contracts';
import type { Ticket, TicketEvent } from './domain/ticket';

/** What the world outside hears of a ticket: ids only. */
export const ticketPublishes = (event: TicketEvent, ticket: Ticket): ContractEvent => {
  switch (event.type) {
    case 'TicketOpened':
      return TicketOpenedV1.of({
        ticketId: ticket.id,
        number: ticket.number,
        type: ticket.type,
        channel: ticket.channel,
        branchId: ticket.branchId,
        ownerId: ticket.ownerId,
        customerId: ticket.customerId,
        contactId: ticket.contactId,
        openedBy: ticket.openedBy,
        openedAt: ticket.openedAt.toISOString(),
        openedOn: ticket.openedOn,
        acknowledgedAt: ticket.acknowledgedAt.toISOString(),
      });
    case 'TicketTakenUp':
      return TicketTakenUpV1.of({
        ticketId: ticket.id,
        branchId: ticket.branchId,
        ownerId: ticket.ownerId,
        takenUpAt: (ticket.takenUpAt ?? ticket.openedAt).toISOString(),
        dueAt: ticket.responseDueAt?.toISOString() ?? null,
      });
    case 'TicketEscalated':
      return TicketEscalatedV1.of({
        ticketId: ticket.id,
        branchId: ticket.branchId,
        ownerId: ticket.ownerId,
        escalatedTo: ticket.escalatedTo,
        reason: 'first_response',
        dueAt: event.dueAt.toISOString(),
        escalatedAt: event.at.toISOString(),
      });
  }
};
