import type { IncomingHttpHeaders } from 'node:http';
import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Headers, Param, Post } from '@nestjs/common';
import { IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { TicketNotes } from '../../directory/ticket-notes';
import { replyKinds, type ReplyKind } from '../../domain/ticket';
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
    const noteId = words == null ? null : await this.notes.write(id, 'reply', { words }, command, caller);
    return this.tickets.change(id, (ticket, { now, actor, facts }) => standing(ticket, ticket.reply(kind, noteId, facts.calendar, actor.subject, now)), command, serviceTerms);
  }
}
