import { PartsRequestBackOrderedV1, PartsRequestDayAwaitedV1, PartsRequestDayOverdueV1, PartsRequestProgressedV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { interestedIn } from '../persistence/interested';
import { Notices, type Tell } from '../persistence/notices';

/**
 * Approved pieces are owed. A back-order without a day is no promise: whoever waits hears of the day, or by when he will hear of one, and who
 * answers for the branch when that was not kept (R40).
 */
@Controller()
export class WhenPartsBackOrdered {
  constructor(private readonly notices: Notices) {}

  @When(PartsRequestBackOrderedV1)
  async backOrdered(event: ReceivedEvent<PartsRequestBackOrderedV1>, tx: Tx): Promise<void> {
    await this.#promise(event, event.data.lines.map(({ promisedOn }) => promisedOn), event.data.backOrderedAt, tx);
  }

  @When(PartsRequestProgressedV1)
  async promised(event: ReceivedEvent<PartsRequestProgressedV1>, tx: Tx): Promise<void> {
    if (event.data.what === 'promised') await this.#promise(event, event.data.lines.map(({ promisedOn }) => promisedOn), event.data.progressedAt, tx);
  }

  @When(PartsRequestDayAwaitedV1)
  async dayAwaited(event: ReceivedEvent<PartsRequestDayAwaitedV1>, tx: Tx): Promise<void> {
    await this.#tell(event, { wording: 'back_order_promise_later', day: event.data.namedOn, at: event.data.awaitedAt }, tx);
  }

  @When(PartsRequestDayOverdueV1)
  async dayOverdue(event: ReceivedEvent<PartsRequestDayOverdueV1>, tx: Tx): Promise<void> {
    const { requestId: about, number: reference, managerId: receiver, overdueAt: at } = event.data;
    if (receiver !== null) await this.notices.make(event, { kind: 'back_order_undated', receiverKind: 'staff', receiver, about, reference, at }, tx);
  }

  /** The last of the days that are promised; of pieces without one the fact is told that says by when. */
  async #promise(event: ReceivedEvent<PartsRequestBackOrderedV1 | PartsRequestProgressedV1>, days: readonly (string | null)[], at: string, tx: Tx): Promise<void> {
    const day = days.filter((one) => one !== null).toSorted().at(-1);
    if (day !== undefined) await this.#tell(event, { wording: 'back_order_promise_day', day, at }, tx);
  }

  async #tell(event: ReceivedEvent<PartsRequestBackOrderedV1 | PartsRequestProgressedV1 | PartsRequestDayAwaitedV1>, says: Pick<Tell, 'wording' | 'day' | 'at'>, tx: Tx): Promise<void> {
    const { requestId: about, number: reference } = event.data;
    for (const receiver of await interestedIn(tx, event.data)) await this.notices.make(event, { kind: 'back_order_promise', ...receiver, about, reference, ...says }, tx);
  }
}
