import type { IncomingHttpHeaders } from 'node:http';
import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Headers, Param, Post } from '@nestjs/common';
import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { TicketNotes } from '../../directory/ticket-notes';
import { TicketStore } from '../../persistence/ticket.store';
import { standing, TicketStanding } from '../../ticket-standing';

export class CloseTicketBody {
  /** How whoever raised it said that he agrees, in his words. Nothing is closed without: silence has a day of its own. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(4000) confirmation?: string | null;
}

@Controller('tickets')
export class CloseTicket {
  constructor(
    private readonly tickets: TicketStore,
    private readonly notes: TicketNotes,
  ) {}

  /** Closes what is resolved, answered and agreed to. What follows afterwards is a new ticket that is linked to this one. */
  @Post(':id/close')
  @Requires('ticket:work')
  @Answers(TicketStanding, 200)
  async handle(@Param('id') id: string, @Body() { confirmation }: CloseTicketBody, @Command() command: Command, @Headers() caller: IncomingHttpHeaders): Promise<TicketStanding> {
    if (confirmation == null) return this.tickets.change(id, (ticket, { now, actor }) => standing(ticket, ticket.close(null, actor.subject, now)), command);
    const note = { kind: 'confirmation', texts: { words: confirmation } };
    return this.notes.change(id, note, (ticket, { now, actor, noteId }) => ticket.close(noteId, actor.subject, now), command, caller);
  }
}
