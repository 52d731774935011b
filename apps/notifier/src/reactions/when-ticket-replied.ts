import { TicketRepliedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { Notices } from '../persistence/notices';

/** Kinds of answers that have words of their own; any other is an answer. */
const replies = ['outcome', 'explanation', 'apology', 'progress', 'thanks'] as const;

/** A customer who was answered hears that there is an answer. */
@Controller()
export class WhenTicketReplied {
  constructor(private readonly notices: Notices) {}

  @When(TicketRepliedV1)
  async handle(event: ReceivedEvent<DataOf<typeof TicketRepliedV1>>, tx: Tx): Promise<void> {
    const { customerId, ticketId: about, repliedAt: at } = event.data;
    const kind = replies.find((known) => known === event.data.kind) ?? 'reply';
    if (customerId !== null) await this.notices.make(event, { kind, receiverKind: 'customer', receiver: customerId, about, at }, tx);
  }
}
