import { PartsRequestDecidedV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { interestedIn } from '../persistence/interested';
import { Notices } from '../persistence/notices';

/** A parts request was approved, partly approved or rejected. */
@Controller()
export class WhenPartsRequestDecided {
  constructor(private readonly notices: Notices) {}

  @When(PartsRequestDecidedV1)
  async handle(event: ReceivedEvent<PartsRequestDecidedV1>, tx: Tx): Promise<void> {
    const { requestId: about, number: reference, decidedAt: at } = event.data;
    for (const receiver of await interestedIn(tx, event.data)) await this.notices.make(event, { kind: 'request_decided', ...receiver, about, reference, at }, tx);
  }
}
