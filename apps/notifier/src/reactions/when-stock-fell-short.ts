import { StockFellShortV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { derivedId } from '@aftercare/kernel';
import { Controller } from '@nestjs/common';
import { Notices } from '../persistence/notices';

/** What a warehouse can give of a part is less than should always be there: whoever keeps it and who answers for the branch hear of it. */
@Controller()
export class WhenStockFellShort {
  constructor(private readonly notices: Notices) {}

  @When(StockFellShortV1)
  async handle(event: ReceivedEvent<StockFellShortV1>, tx: Tx): Promise<void> {
    const { stockId: reference, tell = [], fellAt: at } = event.data;
    // A shelf has no id but its place and part.
    for (const receiver of tell) await this.notices.make(event, { kind: 'safety_stock', receiverKind: 'staff', receiver, about: derivedId(reference), reference, at }, tx);
  }
}
