import type { IncomingHttpHeaders } from 'node:http';
import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Headers, Param, Post } from '@nestjs/common';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { TicketNotes } from '../../directory/ticket-notes';
import { serviceTerms } from '../../persistence/service-terms';
import { TicketStanding } from '../../ticket-standing';

export class ReopenTicketBody {
  /** Why whoever raised it does not agree, in his words. */
  @IsString() @IsNotEmpty() @MaxLength(4000) words!: string;
}

@Controller('tickets')
export class ReopenTicket {
  constructor(private readonly notes: TicketNotes) {}

  /** What was resolved is worked on again, by its owner. What is closed stays closed: open a new ticket that follows it. */
  @Post(':id/reopen')
  @Requires('ticket:work')
  @Answers(TicketStanding, 200)
  async handle(@Param('id') id: string, @Body() { words }: ReopenTicketBody, @Command() command: Command, @Headers() caller: IncomingHttpHeaders): Promise<TicketStanding> {
    const note = { kind: 'objection', texts: { words } };
    return this.notes.change(id, note, (ticket, { now, actor, facts, noteId }) => ticket.reopen(noteId, facts.calendar, actor.subject, now), command, caller, serviceTerms);
  }
}
