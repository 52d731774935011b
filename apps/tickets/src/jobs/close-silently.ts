import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { TicketStore } from '../persistence/ticket.store';
import { silentConsent } from '../timers';

/** Whoever raised a ticket was answered and has not disagreed in the days that he had: it is closed with his silent consent (R5). */
@Fires(silentConsent, TicketStore)
export class CloseSilently implements Fired {
  constructor(private readonly tickets: TicketStore) {}

  async handle({ subject }: Timer, tx: Tx): Promise<void> {
    await this.tickets.changeIn(tx, subject, (ticket, { now, actor }) => ticket.closeSilently(actor.subject, now));
  }
}
