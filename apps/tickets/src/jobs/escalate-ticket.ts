import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { managerAbove } from '../domain/ownership';
import { TicketStore } from '../persistence/ticket.store';
import { unrelatedStaff } from '../persistence/unrelated-staff';
import { firstResponse } from '../timers';

/** The response limit of a ticket passes and nobody has acted: it goes to the manager above its owner as well (R6). */
@Fires(firstResponse, TicketStore)
export class EscalateTicket implements Fired {
  constructor(private readonly tickets: TicketStore) {}

  async handle({ subject }: Timer, tx: Tx): Promise<void> {
    const staff = await unrelatedStaff(tx, subject);
    await this.tickets.changeIn(tx, subject, (ticket, { now }) => ticket.responseLimitPassed(managerAbove(ticket.ownerId, staff), now));
  }
}
