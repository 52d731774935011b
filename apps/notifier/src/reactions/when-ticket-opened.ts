import { TicketOpenedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { Notices } from '../persistence/notices';

/** A customer whose ticket was opened hears that we have it, and its number. */
@Controller()
export class WhenTicketOpened {
  constructor(private readonly notices: Notices) {}

  @When(TicketOpenedV1)
  async handle(event: ReceivedEvent<DataOf<typeof TicketOpenedV1>>, tx: Tx): Promise<void> {
    const { customerId, ticketId: about, number: reference, acknowledgedAt: at } = event.data;
    if (customerId !== null) await this.notices.make(event, { kind: 'acknowledgement', receiverKind: 'customer', receiver: customerId, about, reference, at }, tx);
  }
}
