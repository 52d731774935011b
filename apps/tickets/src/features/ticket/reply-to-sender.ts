import type { IncomingHttpHeaders } from 'node:http';
import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import type { Decision } from '@aftercare/event-store';
import { Body, Controller, Headers, Param, Post } from '@nestjs/common';
import { IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { TicketNotes } from '../../directory/ticket-notes';
import type { ServiceTerms } from '../../domain/service-limits';
import { replyKinds, type ReplyKind, type Ticket } from '../../domain/ticket';
import { serviceTerms } from '../../persistence/service-terms';
import { TicketStore } from '../../persistence/ticket.store';
import { standing, TicketStanding } from '../../ticket-standing';

export class ReplyToSenderBody {
  @IsIn(replyKinds) kind!: ReplyKind;
  /** What he is told, in words that he reads. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(4000) words?: string | null;
}

@Controller('tickets')
export class ReplyToSender {
  constructor(
    private readonly tickets: TicketStore,
    private readonly notes: TicketNotes,
  ) {}

  /** Answers whoever raised the ticket. Once it is resolved, the answer begins the seven days in which he can disagree. There is no apology before it is ruled whose responsibility it was. */
  @Post(':id/reply')
  @Requires('ticket:work')
  @Answers(TicketStanding, 200)
  async handle(@Param('id') id: string, @Body() { kind, words }: ReplyToSenderBody, @Command() command: Command, @Headers() caller: IncomingHttpHeaders): Promise<TicketStanding> {
    const reply = (noteId: string | null, ticket: Ticket, { now, actor, facts }: Decision<ServiceTerms>) => ticket.reply(kind, noteId, facts.calendar, actor.subject, now);
    if (words == null) return this.tickets.change(id, (ticket, decision) => standing(ticket, reply(null, ticket, decision)), command, serviceTerms);
    return this.notes.change(id, { kind: 'reply', texts: { words } }, (ticket, decision) => reply(decision.noteId, ticket, decision), command, caller, serviceTerms);
  }
}
