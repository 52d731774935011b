import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsString, Matches } from 'class-validator';
import type { Involved } from '../../domain/involved';
import type { Candidate } from '../../domain/ownership';
import { involved } from '../../persistence/involved';
import { staffInService } from '../../persistence/staff-in-service';
import { TicketStore } from '../../persistence/ticket.store';
import { standing, TicketStanding } from '../../ticket-standing';

export class OfferHandOverBody {
  /** The colleague's staff code. */
  @IsString() @Matches(/^[A-Z]{2}[0-9]{3,6}$/) to!: string;
}

interface Facts extends Involved {
  readonly colleagues: readonly Candidate[];
}

@Controller('tickets')
export class OfferHandOver {
  constructor(private readonly tickets: TicketStore) {}

  /** Asks a colleague of the branch, or of a level above, to take the ticket; not a relative of the customer or the dealer. Until he accepts, its owner stays its owner. */
  @Post(':id/hand-over')
  @Requires('ticket:work')
  @Answers(TicketStanding, 200)
  async handle(@Param('id') id: string, @Body() { to }: OfferHandOverBody, @Command() command: Command): Promise<TicketStanding> {
    if (!isUuid(id)) throw new NotFound('ticket');
    return this.tickets.change<TicketStanding, Facts>(
      id,
      (ticket, { now, actor, facts: { colleagues, relatives } }) => standing(ticket, ticket.offerHandOver(to, colleagues, relatives, actor.subject, now)),
      command,
      async (tx, ticket) => ({ ...(await involved(tx, ticket)), colleagues: await staffInService(tx, ticket.branchId) }),
    );
  }
}
