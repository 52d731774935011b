import { Nullable } from '@aftercare/chassis';
import { IsDateString, IsIn, IsInt, IsString, IsUUID } from 'class-validator';
import { priorities, type Priority } from './domain/service-limits';
import { ticketTypes, waitingFors, type Ticket, type TicketEvent, type TicketType, type WaitingFor } from './domain/ticket';
import { ticketStates, type TicketState } from './domain/ticket.lifecycle';

/** How a ticket stands after something was done about it: the answer of every such command. */
export class TicketStanding {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsIn(ticketTypes) type!: TicketType;
  @IsIn(ticketStates) state!: TicketState;
  /** The staff code of who answers for it. */
  @IsString() ownerId!: string;
  /** `null`: nobody has judged it yet. */
  @Nullable() @IsIn(priorities) priority!: Priority | null;
  @Nullable() @IsIn(waitingFors) waitingFor!: WaitingFor | null;
  /** The colleague who is asked to take it. */
  @Nullable() @IsString() offeredTo!: string | null;
  /** By when it has to be resolved; `null`: no limit, or its clock stands. */
  @Nullable() @IsDateString() resolutionDueAt!: string | null;
  /** When silence counts as consent. */
  @Nullable() @IsDateString() silentConsentAt!: string | null;
  /** Send it back in `If-Match` when changing the ticket. */
  @IsInt() version!: number;
}

/** A decision about a ticket, with how it stands afterwards as the answer. */
export const standing = (ticket: Ticket, events: readonly TicketEvent[]): { events: readonly TicketEvent[]; answer: TicketStanding } => ({
  events,
  answer: {
    id: ticket.id,
    number: ticket.number,
    type: ticket.type,
    state: ticket.state,
    ownerId: ticket.ownerId,
    priority: ticket.priority,
    waitingFor: ticket.waitingFor,
    offeredTo: ticket.offeredTo,
    resolutionDueAt: ticket.resolutionDueAt?.toISOString() ?? null,
    silentConsentAt: ticket.silentConsentAt?.toISOString() ?? null,
    version: ticket.version + (events.length > 0 ? 1 : 0),
  },
});
