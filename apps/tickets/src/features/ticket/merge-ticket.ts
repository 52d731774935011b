import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { statement, type Tx } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsUUID } from 'class-validator';
import type { TicketState } from '../../domain/ticket.lifecycle';
import { TicketStore } from '../../persistence/ticket.store';
import { standing, TicketStanding } from '../../ticket-standing';

export class MergeTicketBody {
  /** The ticket that goes on for both. */
  @IsUUID() into!: string;
}

interface Other {
  readonly id: string;
  readonly branchId: string;
  readonly state: TicketState;
}

// Held until this one is merged, so that it cannot be merged or closed meanwhile.
const otherTicket = statement('ticket-to-merge-into', 'SELECT id, branch_id AS "branchId", state FROM ticket WHERE id = $1 FOR SHARE');

@Controller('tickets')
export class MergeTicket {
  constructor(private readonly tickets: TicketStore) {}

  /** The ticket is about the same as another open one of its branch. That one goes on; this one shows where it went, and the other what came in. */
  @Post(':id/merge')
  @Requires('ticket:work')
  @Answers(TicketStanding, 200)
  async handle(@Param('id') id: string, @Body() { into }: MergeTicketBody, @Command() command: Command): Promise<TicketStanding> {
    if (!isUuid(id)) throw new NotFound('ticket');
    return this.tickets.change<TicketStanding, Other>(id, (ticket, { now, actor, facts: other }) => standing(ticket, ticket.mergeInto(other, actor.subject, now)), command, (tx) => existing(tx, into));
  }
}

const existing = async (tx: Tx, id: string): Promise<Other> => {
  const [other] = await tx.query<Other>(otherTicket, [id]);
  if (!other) throw new NotFound('ticket');
  return other;
};
