import { localYear } from '@aftercare/business-time';
import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { documentNumber, statement, type Tx } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsIn } from 'class-validator';
import type { ServiceTerms } from '../../domain/service-limits';
import { Ticket, ticketTypes, type Channel, type TicketType } from '../../domain/ticket';
import { serviceTerms } from '../../persistence/service-terms';
import { TicketStore } from '../../persistence/ticket.store';
import { standing, TicketStanding } from '../../ticket-standing';

export class SplitTicketBody {
  /** What the other matter is. */
  @IsIn(ticketTypes) kind!: TicketType;
}

interface Source {
  readonly id: string;
  readonly branchId: string;
  readonly channel: Channel;
  readonly ownerId: string;
  readonly customerId: string | null;
  readonly contactId: string;
}

interface Facts {
  readonly source: Source;
  readonly number: string;
  readonly terms: ServiceTerms;
}

const sourceById = statement(
  'ticket-to-split',
  `SELECT id, t.branch_id AS "branchId", channel, owner_id AS "ownerId", customer_id AS "customerId", contact_id AS "contactId",
          (SELECT short_code FROM branch b WHERE b.id = t.branch_id) AS "shortCode" FROM ticket t WHERE id = $1`,
);

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
      ({ now, newId, actor, facts: { source, number, terms } }) => {
        const { branchId, channel, ownerId, customerId, contactId } = source;
        const { ticket, events } = Ticket.open({ id: newId(), number, branchId, type: kind, channel, ownerId, customerId, contactId, openedBy: actor.subject }, terms, now);
        const all = [...events, ...ticket.linkTo(source.id, 'split_from', now)];
        return { aggregate: ticket, events: all, answer: standing(ticket, []).answer };
      },
      command,
      (tx, now) => factsFor(tx, id, kind, now),
    );
  }
}

const factsFor = async (tx: Tx, id: string, type: TicketType, now: Date): Promise<Facts> => {
  const [source] = await tx.query<Source & { shortCode: string }>(sourceById, [id]);
  if (!source) throw new NotFound('ticket');
  const { branchId, customerId, shortCode } = source;
  const terms = await serviceTerms(tx, { branchId, type, customerId });
  return { source, terms, number: await documentNumber(tx, { kind: 'TK', branchId, shortCode, year: localYear(now, terms.calendar.zone) }) };
};
