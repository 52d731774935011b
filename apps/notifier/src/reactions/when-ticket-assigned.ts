import { TicketAssignedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { Notices } from '../persistence/notices';

/** Whoever is given a ticket that nobody had taken hears of it. */
@Controller()
export class WhenTicketAssigned {
  constructor(private readonly notices: Notices) {}

  @When(TicketAssignedV1)
  async handle(event: ReceivedEvent<DataOf<typeof TicketAssignedV1>>, tx: Tx): Promise<void> {
    const { ownerId: receiver, ticketId: about, assignedAt: at } = event.data;
    await this.notices.make(event, { kind: 'assigned', receiverKind: 'staff', receiver, about, at }, tx);
  }
}
