import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Param, Post } from '@nestjs/common';
import { TicketStore } from '../../persistence/ticket.store';
import { standing, TicketStanding } from '../../ticket-standing';

@Controller('tickets')
export class DeclineHandOver {
  constructor(private readonly tickets: TicketStore) {}

  /** The colleague does not take it, or its owner takes his question back: the ticket stays where it is. */
  @Post(':id/hand-over/decline')
  @Requires('ticket:work')
  @Answers(TicketStanding, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<TicketStanding> {
    if (!isUuid(id)) throw new NotFound('ticket');
    return this.tickets.change(id, (ticket, { now, actor }) => standing(ticket, ticket.declineHandOver(actor.subject, now)), command);
  }
}
