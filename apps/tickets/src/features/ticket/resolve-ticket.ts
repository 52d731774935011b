import type { IncomingHttpHeaders } from 'node:http';
import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Headers, Param, Post } from '@nestjs/common';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsNotEmpty, IsString, Matches, MaxLength } from 'class-validator';
import { TicketNotes } from '../../directory/ticket-notes';
import { serviceTerms } from '../../persistence/service-terms';
import { TicketStanding } from '../../ticket-standing';

export class ResolveTicketBody {
  /** What came out, in words that the customer will read. */
  @IsString() @IsNotEmpty() @MaxLength(4000) outcome!: string;
  /** What proves it: numbers of documents, of a repair or a delivery note for example. */
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(20) @IsString({ each: true }) @Matches(/^\S{1,64}$/, { each: true }) evidence!: string[];
}

@Controller('tickets')
export class ResolveTicket {
  constructor(private readonly notes: TicketNotes) {}

  /**
   * The work is done. A known customer is answered with the outcome, and has seven days to disagree; whoever is not known by name has to be
   * answered in another way first. A complaint needs its intake before.
   */
  @Post(':id/resolve')
  @Requires('ticket:work')
  @Answers(TicketStanding, 200)
  async handle(@Param('id') id: string, @Body() { outcome, evidence }: ResolveTicketBody, @Command() command: Command, @Headers() caller: IncomingHttpHeaders): Promise<TicketStanding> {
    const note = { kind: 'outcome', texts: { outcome } };
    return this.notes.change(id, note, (ticket, { now, actor, facts, noteId }) => ticket.resolve({ noteId, evidence }, facts.calendar, actor.subject, now), command, caller, serviceTerms);
  }
}
