import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { nearestWith } from '../domain/ownership';
import type { TicketType } from '../domain/ticket';
import { serviceTerms } from '../persistence/service-terms';
import { TicketStore } from '../persistence/ticket.store';
import { unrelatedStaff } from '../persistence/unrelated-staff';
import { resolutionTier } from '../timers';

interface Asked {
  readonly branchId: string;
  readonly type: TicketType;
  readonly customerId: string | null;
}

const ticketTerms = statement('ticket-terms', 'SELECT branch_id AS "branchId", type, customer_id AS "customerId" FROM ticket WHERE id = $1');

/** The next share of a ticket's time for resolution has passed: whoever its escalation plan names has to see to it, or is its owner from here on. */
@Fires(resolutionTier, TicketStore)
export class ReachResolutionTier implements Fired {
  constructor(private readonly tickets: TicketStore) {}

  async handle({ subject }: Timer, tx: Tx): Promise<void> {
    const [asked] = await tx.query<Asked>(ticketTerms, [subject]);
    if (!asked) throw new NotFound('ticket');
    const { calendar } = await serviceTerms(tx, asked);
    const staff = await unrelatedStaff(tx, subject);
    await this.tickets.changeIn(tx, subject, (ticket, { now, actor }) =>
      ticket.resolutionTierReached((role) => nearestWith(role, staff, ticket.ownerId), calendar, actor.subject, now),
    );
  }
}
