import type { TimerChange } from '@aftercare/event-store';
import type { Ticket, TicketEvent } from './domain/ticket';

/** Fires when the response limit of a ticket passes. */
export const firstResponse = 'ticket.first-response';

/** What an event of a ticket means for its timers. */
export const ticketTimers = (event: TicketEvent, ticket: Ticket): readonly TimerChange[] => {
  switch (event.type) {
    case 'TicketOpened':
      return ticket.responseDueAt === null ? [] : [{ set: firstResponse, dueAt: ticket.responseDueAt }];
    case 'TicketTakenUp':
      return [{ cancel: firstResponse }];
    case 'TicketEscalated':
      return [];
  }
};
