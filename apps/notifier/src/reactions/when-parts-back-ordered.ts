import { PartsRequestBackOrderedV1, PartsRequestProgressedV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { interestedIn } from '../persistence/interested';
import { Notices } from '../persistence/notices';

/** Approved pieces are owed, or another day was promised for them. */
@Controller()
export class WhenPartsBackOrdered {
  constructor(private readonly notices: Notices) {}

  @When(PartsRequestBackOrderedV1)
  backOrdered(event: ReceivedEvent<PartsRequestBackOrderedV1>, tx: Tx): Promise<void> {
    return this.#tell(event, event.data.backOrderedAt, tx);
  }

  @When(PartsRequestProgressedV1)
  async promised(event: ReceivedEvent<PartsRequestProgressedV1>, tx: Tx): Promise<void> {
    if (event.data.what === 'promised') await this.#tell(event, event.data.progressedAt, tx);
  }

  async #tell(event: ReceivedEvent<PartsRequestBackOrderedV1 | PartsRequestProgressedV1>, at: string, tx: Tx): Promise<void> {
    const { requestId: about, number: reference } = event.data;
    for (const receiver of await interestedIn(tx, event.data)) await this.notices.make(event, { kind: 'back_order_promise', ...receiver, about, reference, at }, tx);
  }
}
