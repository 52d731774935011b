import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { waitingFors, type WaitingFor } from '../../domain/ticket';
import { serviceTerms } from '../../persistence/service-terms';
import { TicketStore } from '../../persistence/ticket.store';
import { standing, TicketStanding } from '../../ticket-standing';

export class PutTicketOnHoldBody {
  /** Whom it waits for. Only for the customer and for somebody outside does the clock stand. */
  @IsIn(waitingFors) waitingFor!: WaitingFor;
}

@Controller('tickets')
export class PutTicketOnHold {
  constructor(private readonly tickets: TicketStore) {}

  /** The ticket waits for somebody; said again for somebody else, it waits for him. */
  @Post(':id/hold')
  @Requires('ticket:work')
  @Answers(TicketStanding, 200)
  async handle(@Param('id') id: string, @Body() { waitingFor }: PutTicketOnHoldBody, @Command() command: Command): Promise<TicketStanding> {
    if (!isUuid(id)) throw new NotFound('ticket');
    return this.tickets.change(id, (ticket, { now, actor, facts }) => standing(ticket, ticket.putOnHold(waitingFor, facts.calendar, actor.subject, now)), command, serviceTerms);
  }
}
