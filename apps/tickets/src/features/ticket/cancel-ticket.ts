import type { IncomingHttpHeaders } from 'node:http';
import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Headers, Param, Post } from '@nestjs/common';
import { IsIn, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { TicketNotes } from '../../directory/ticket-notes';
import { cancelReasons, type CancelReason } from '../../domain/ticket';
import { TicketStanding } from '../../ticket-standing';

export class CancelTicketBody {
  @IsIn(cancelReasons) reason!: CancelReason;
  /** What happened, in words that somebody understands next year. */
  @IsString() @IsNotEmpty() @MaxLength(4000) words!: string;
}

@Controller('tickets')
export class CancelTicket {
  constructor(private readonly notes: TicketNotes) {}

  /** The ticket needs no work. A complaint is cancelled only when whoever made it takes it back. */
  @Post(':id/cancel')
  @Requires('ticket:work')
  @Answers(TicketStanding, 200)
  async handle(@Param('id') id: string, @Body() { reason, words }: CancelTicketBody, @Command() command: Command, @Headers() caller: IncomingHttpHeaders): Promise<TicketStanding> {
    const note = { kind: 'cancellation', texts: { words } };
    return this.notes.change(id, note, (ticket, { now, actor, noteId }) => ticket.cancel(reason, noteId, actor.subject, now), command, caller);
  }
}
