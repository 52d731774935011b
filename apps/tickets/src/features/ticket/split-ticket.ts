import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { VersionMismatch, type Tx } from '@aftercare/event-store';
import { isUuid, newId, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { Ticket, ticketTypes, type TicketDetails, type TicketType } from '../../domain/ticket';
import { openingOf, type Opening } from '../../persistence/opening';
import { TicketStore } from '../../persistence/ticket.store';
import { standing, TicketStanding } from '../../ticket-standing';

export class SplitTicketBody {
  /** What the other matter is. */
  @IsIn(ticketTypes) kind!: TicketType;
}

interface Facts extends Opening {
  readonly details: Omit<TicketDetails, 'number'>;
}

@Controller('tickets')
export class SplitTicket {
  constructor(private readonly tickets: TicketStore) {}

  /** What was said is about two matters: a second ticket is opened for the other one, with the same words, customer and owner. */
  @Post(':id/split')
  @Requires('ticket:work')
  @Answers(TicketStanding, 201)
  async handle(@Param('id') id: string, @Body() { kind }: SplitTicketBody, @Command() command: Command): Promise<TicketStanding> {
    if (!isUuid(id)) throw new NotFound('ticket');
    return this.tickets.create<TicketStanding, Facts>(
      ({ now, facts: { details, number, terms } }) => {
        const { ticket, events } = Ticket.open({ ...details, number }, terms, now);
        return { aggregate: ticket, events: [...events, ...ticket.linkTo(id, 'split_from', now)], answer: standing(ticket, []).answer };
      },
      command,
      (tx, now) => this.#splitOff(tx, id, kind, command, now),
    );
  }

  /** Both tickets in one transaction: the first one agrees under its lock before the second exists. */
  async #splitOff(tx: Tx, source: string, type: TicketType, { version }: Command, now: Date): Promise<Facts> {
    const details = await this.tickets.changeIn<Omit<TicketDetails, 'number'>>(tx, source, (ticket, { now: at, actor: { subject: openedBy } }) => {
      if (version !== null && version !== ticket.version) throw new VersionMismatch(version, ticket.version);
      const { branchId, channel, ownerId, neededSkill, customerId, serial, dealerCode, contactId } = ticket;
      const id = newId();
      const events = ticket.split(id, openedBy, at);
      // What has no words is not split.
      return { events, answer: { id, branchId, type, channel, ownerId, taken: true, neededSkill, customerId, serial, dealerCode, contactId: contactId!, openedBy } };
    });
    return { details, ...(await openingOf(tx, details, now)) };
  }
}
