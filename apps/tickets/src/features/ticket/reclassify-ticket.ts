import type { IncomingHttpHeaders } from 'node:http';
import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Headers, Param, Post } from '@nestjs/common';
import { IsIn, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { TicketNotes } from '../../directory/ticket-notes';
import { ticketTypes, type TicketType } from '../../domain/ticket';
import { TicketStanding } from '../../ticket-standing';

export class ReclassifyTicketBody {
  @IsIn(ticketTypes) kind!: TicketType;
  /** Why it is something else. */
  @IsString() @IsNotEmpty() @MaxLength(4000) words!: string;
}

@Controller('tickets')
export class ReclassifyTicket {
  constructor(private readonly notes: TicketNotes) {}

  /** The ticket is of another kind than was thought; what it was stays on its timeline. A complaint is made something less only by somebody else than its owner. */
  @Post(':id/reclassify')
  @Requires('ticket:work')
  @Answers(TicketStanding, 200)
  async handle(@Param('id') id: string, @Body() { kind, words }: ReclassifyTicketBody, @Command() command: Command, @Headers() caller: IncomingHttpHeaders): Promise<TicketStanding> {
    const note = { kind: 'reclassification', texts: { words } };
    return this.notes.change(id, note, (ticket, { now, actor, noteId }) => ticket.reclassify(kind, noteId, actor.subject, now), command, caller);
  }
}
