import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Param, Post } from '@nestjs/common';
import { serviceTerms } from '../../persistence/service-terms';
import { TicketStore } from '../../persistence/ticket.store';
import { standing, TicketStanding } from '../../ticket-standing';

@Controller('tickets')
export class ResumeTicket {
  constructor(private readonly tickets: TicketStore) {}

  /** What the ticket waited for has come: it is worked on again, and its clock runs on from where it stood. */
  @Post(':id/resume')
  @Requires('ticket:work')
  @Answers(TicketStanding, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<TicketStanding> {
    if (!isUuid(id)) throw new NotFound('ticket');
    return this.tickets.change(id, (ticket, { now, actor, facts }) => standing(ticket, ticket.resume(facts.calendar, actor.subject, now)), command, serviceTerms);
  }
}
