import { TicketHandOverOfferedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { Notices } from '../persistence/notices';

/** The colleague who is asked to take a ticket hears of it. */
@Controller()
export class WhenHandOverOffered {
  constructor(private readonly notices: Notices) {}

  @When(TicketHandOverOfferedV1)
  async handle(event: ReceivedEvent<DataOf<typeof TicketHandOverOfferedV1>>, tx: Tx): Promise<void> {
    const { to: receiver, ticketId: about, offeredAt: at } = event.data;
    await this.notices.make(event, { kind: 'hand_over_offered', receiverKind: 'staff', receiver, about, at }, tx);
  }
}
