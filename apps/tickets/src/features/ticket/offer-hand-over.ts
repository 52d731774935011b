import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsString, Matches } from 'class-validator';
import type { Candidate } from '../../domain/ownership';
import { staffOnDuty } from '../../persistence/staff-on-duty';
import { TicketStore } from '../../persistence/ticket.store';
import { standing, TicketStanding } from '../../ticket-standing';

export class OfferHandOverBody {
  /** The colleague's staff code. */
  @IsString() @Matches(/^[A-Z]{2}[0-9]{3,6}$/) to!: string;
}

@Controller('tickets')
export class OfferHandOver {
  constructor(private readonly tickets: TicketStore) {}

  /** Asks a colleague of the branch, or of a level above, to take the ticket. Until he accepts, its owner stays its owner. */
  @Post(':id/hand-over')
  @Requires('ticket:work')
  @Answers(TicketStanding, 200)
  async handle(@Param('id') id: string, @Body() { to }: OfferHandOverBody, @Command() command: Command): Promise<TicketStanding> {
    if (!isUuid(id)) throw new NotFound('ticket');
    return this.tickets.change<TicketStanding, readonly Candidate[]>(
      id,
      (ticket, { now, actor, facts: colleagues }) => standing(ticket, ticket.offerHandOver(to, colleagues, actor.subject, now)),
      command,
      (tx, { branchId }) => staffOnDuty(tx, branchId),
    );
  }
}
