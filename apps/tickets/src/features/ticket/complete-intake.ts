import type { IncomingHttpHeaders } from 'node:http';
import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Headers, Param, Post } from '@nestjs/common';
import { IsIn, IsNotEmpty, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { TicketNotes } from '../../directory/ticket-notes';
import { impacts, priorities, type Impact, type Priority, type ServiceTerms } from '../../domain/service-limits';
import type { Intake } from '../../domain/ticket';
import { faultIsKnown, involved } from '../../persistence/involved';
import { serviceTerms } from '../../persistence/service-terms';
import { TicketStanding } from '../../ticket-standing';

export class CompleteIntakeBody {
  /** The serial number of the device it is about; left out when it is about none. */
  @IsOptional() @IsString() @Matches(/^[A-Z0-9][A-Z0-9-]{2,39}$/) serial?: string | null;
  @IsOptional() @IsString() @Matches(/^[A-Z][A-Z0-9]{1,15}(-[0-9]{2})?$/) fault?: string | null;
  /** What really is the matter, which need not be what was said first. */
  @IsString() @IsNotEmpty() @MaxLength(4000) realCause!: string;
  /** What the sender wants, in a way that one can see whether he got it. */
  @IsString() @IsNotEmpty() @MaxLength(4000) wantedResult!: string;
  @IsIn(priorities) urgency!: Priority;
  @IsIn(impacts) impact!: Impact;
}

interface Facts extends Pick<Intake, 'device' | 'dealerCode' | 'faultKnown' | 'relatives'> {
  readonly terms: ServiceTerms;
}

@Controller('tickets')
export class CompleteIntake {
  constructor(private readonly notes: TicketNotes) {}

  /**
   * Device, fault, real cause and wanted result are known: urgency and impact fix the priority, and the priority the limits. Whoever owned
   * the ticket only so far has taken it up by this. Said again, the newest intake holds.
   */
  @Post(':id/intake')
  @Requires('ticket:work')
  @Answers(TicketStanding, 200)
  async handle(@Param('id') id: string, @Body() body: CompleteIntakeBody, @Command() command: Command, @Headers() caller: IncomingHttpHeaders): Promise<TicketStanding> {
    const { realCause, wantedResult, serial = null, fault = null, urgency, impact } = body;
    return this.notes.change<Facts>(
      id,
      { kind: 'intake', texts: { realCause, wantedResult } },
      (ticket, { now, actor, noteId, facts: { terms, ...known } }) => ticket.completeIntake({ serial, faultCode: fault, urgency, impact, noteId, ...known }, terms, actor.subject, now),
      command,
      caller,
      async (tx, ticket) => {
        const { device, dealerCode, relatives } = await involved(tx, { ...ticket, serial });
        return { device, dealerCode, relatives, faultKnown: fault !== null && (await faultIsKnown(tx, fault)), terms: await serviceTerms(tx, ticket) };
      },
    );
  }
}
