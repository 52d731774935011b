import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Param, Post } from '@nestjs/common';
import { managerAbove, unrelated, type Candidate } from '../../domain/ownership';
import { involved } from '../../persistence/involved';
import { staffInService } from '../../persistence/staff-in-service';
import { TicketStore } from '../../persistence/ticket.store';
import { standing, TicketStanding } from '../../ticket-standing';

@Controller('tickets')
export class AcceptHandOver {
  constructor(private readonly tickets: TicketStore) {}

  /** The colleague who was asked takes the ticket, and answers for it from here on. The third hand-over raises it to the manager. */
  @Post(':id/hand-over/accept')
  @Requires('ticket:work')
  @Answers(TicketStanding, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<TicketStanding> {
    if (!isUuid(id)) throw new NotFound('ticket');
    return this.tickets.change<TicketStanding, readonly Candidate[]>(
      id,
      (ticket, { now, actor, facts: staff }) => standing(ticket, ticket.acceptHandOver(managerAbove(actor.subject, staff), actor.subject, now)),
      command,
      async (tx, ticket) => unrelated(await staffInService(tx, ticket.branchId), (await involved(tx, ticket)).relatives),
    );
  }
}
