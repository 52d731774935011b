import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { TicketView } from '../../ticket-view';

const byIdOrNumber = statement(
  'ticket-view',
  `SELECT id, number, branch_id AS "branchId", type, channel, state, owner_id AS "ownerId", customer_id AS "customerId", contact_id AS "contactId",
          opened_by AS "openedBy", opened_at AS "openedAt", acknowledged_at AS "acknowledgedAt",
          response_due_at AS "responseDueAt", taken_up_at AS "takenUpAt", escalated_at AS "escalatedAt", escalated_to AS "escalatedTo", version
     FROM ticket WHERE (id = $1 OR number = $2) AND ($3::text[] IS NULL OR branch_id = ANY ($3))`,
);

@Controller('tickets')
export class GetTicket {
  constructor(private readonly database: Database) {}

  /** One ticket, by its id or its number. A ticket of a branch that is not yours does not exist for you. */
  @Get(':id')
  @Requires('ticket:read')
  @Answers(TicketView)
  async handle(@Param('id') id: string, @Actor() actor: Principal): Promise<TicketView> {
    const branches = branchParam(branchesFor(actor, 'ticket:read'));
    const [ticket] = await this.database.read<TicketView>(actor, 'ticket:read', byIdOrNumber, [isUuid(id) ? id : null, id.toUpperCase(), branches]);
    if (!ticket) throw new NotFound('ticket');
    return ticket;
  }
}
