import { TicketLimitReachedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { Notices } from '../persistence/notices';

/** Whoever has to see to it hears that the time for a ticket is running out, or is over. */
@Controller()
export class WhenLimitReached {
  constructor(private readonly notices: Notices) {}

  @When(TicketLimitReachedV1)
  async handle(event: ReceivedEvent<DataOf<typeof TicketLimitReachedV1>>, tx: Tx): Promise<void> {
    const { to, atPct, ticketId: about, reachedAt: at } = event.data;
    const kind = atPct < 100 ? 'limit_warning' : 'limit_breached';
    if (to !== null) await this.notices.make(event, { kind, receiverKind: 'staff', receiver: to, about, at }, tx);
  }
}
