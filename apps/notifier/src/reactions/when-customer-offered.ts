import { CustomerOfferedV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { Notices } from '../persistence/notices';

/** Whose turn it is to look after a new customer hears of it. */
@Controller()
export class WhenCustomerOffered {
  constructor(private readonly notices: Notices) {}

  @When(CustomerOfferedV1)
  async handle(event: ReceivedEvent<CustomerOfferedV1>, tx: Tx): Promise<void> {
    const { offeredTo: receiver, customerId: about, offeredAt: at } = event.data;
    await this.notices.make(event, { kind: 'customer_offered', receiverKind: 'staff', receiver, about, at }, tx);
  }
}
