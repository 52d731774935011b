import { TicketEscalatedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { Notices } from '../persistence/notices';

/** The manager to whom a ticket was raised hears of it. */
@Controller()
export class WhenTicketEscalated {
  constructor(private readonly notices: Notices) {}

  @When(TicketEscalatedV1)
  async handle(event: ReceivedEvent<DataOf<typeof TicketEscalatedV1>>, tx: Tx): Promise<void> {
    const { escalatedTo, ticketId: about, escalatedAt: at } = event.data;
    if (escalatedTo !== null) await this.notices.make(event, { kind: 'escalation', receiverKind: 'staff', receiver: escalatedTo, about, at }, tx);
  }
}
