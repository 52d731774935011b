import { PartsRequestSubmittedV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { interestedIn } from '../persistence/interested';
import { Notices } from '../persistence/notices';

/** Parts that were asked for are not in stock: whoever waits for them hears so at once, before anybody has decided (R40). */
@Controller()
export class WhenPartsRequestSubmitted {
  constructor(private readonly notices: Notices) {}

  @When(PartsRequestSubmittedV1)
  async handle(event: ReceivedEvent<PartsRequestSubmittedV1>, tx: Tx): Promise<void> {
    const { requestId: about, number: reference, shortages, submittedAt: at } = event.data;
    if (shortages.length === 0) return;
    for (const receiver of await interestedIn(tx, event.data)) await this.notices.make(event, { kind: 'shortage', ...receiver, about, reference, at }, tx);
  }
}
