import { aggregateStore } from '@aftercare/event-store';
import type { Ticket, TicketEvent } from '../domain/ticket';
import { ticketPublishes } from '../publishes';
import { ticketTimers } from '../timers';
import { ticketMapping } from './ticket.mapping';

export class TicketStore extends aggregateStore<Ticket, TicketEvent>({
  kind: 'ticket',
  mapping: ticketMapping,
  publishes: ticketPublishes,
  timers: ticketTimers,
  inFeed: true,
}) {}
