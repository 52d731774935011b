import { Nullable } from '@aftercare/chassis';
import { IsBoolean, IsDate, IsIn, IsInt, IsString, IsUUID } from 'class-validator';
import { priorities, type Priority } from './domain/service-limits';
import { channels, ticketTypes, waitingFors, type Channel, type TicketType, type WaitingFor } from './domain/ticket';
import { ticketStates, type TicketState } from './domain/ticket.lifecycle';

/** A ticket as a list shows it. */
export class QueuedTicket {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsString() branchId!: string;
  @IsIn(ticketTypes) type!: TicketType;
  @IsIn(channels) channel!: Channel;
  @IsIn(ticketStates) state!: TicketState;
  @Nullable() @IsIn(waitingFors) waitingFor!: WaitingFor | null;
  @Nullable() @IsIn(priorities) priority!: Priority | null;
  @IsString() ownerId!: string;
  @Nullable() @IsString() offeredTo!: string | null;
  @Nullable() @IsUUID() customerId!: string | null;
  /** The words: `GET /contacts/{contactId}` of directory; `null`: an earlier system kept none. */
  @Nullable() @IsUUID() contactId!: string | null;
  @Nullable() @IsString() serial!: string | null;
  @IsInt() escalationLevel!: number;
  @IsDate() openedAt!: Date;
  /** The limit that comes next: that somebody takes it up, that it is resolved, that silence is consent; `null`: none runs. */
  @Nullable() @IsDate() dueAt!: Date | null;
  @IsBoolean() overdue!: boolean;
}
