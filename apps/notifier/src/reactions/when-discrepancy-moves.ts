import { DiscrepancyAgreedV1, DiscrepancyOfferedV1, DiscrepancyOpenedV1, DiscrepancySettledV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import type { NoticeKind } from '../domain/notice';
import { all } from '../persistence/interested';
import { Notices } from '../persistence/notices';

type Moved = DiscrepancyOpenedV1 | DiscrepancyOfferedV1 | DiscrepancyAgreedV1 | DiscrepancySettledV1;

/** What was sent is not what came: both sides hear of each step of the case, but for what they have done themselves (R14). */
@Controller()
export class WhenDiscrepancyMoves {
  constructor(private readonly notices: Notices) {}

  @When(DiscrepancyOpenedV1)
  opened(event: ReceivedEvent<DiscrepancyOpenedV1>, tx: Tx): Promise<void> {
    return this.#tell(event, 'discrepancy_opened', tx);
  }

  @When(DiscrepancyOfferedV1)
  offered(event: ReceivedEvent<DiscrepancyOfferedV1>, tx: Tx): Promise<void> {
    return this.#tell(event, event.data.side === 'sender' ? 'discrepancy_offered' : 'discrepancy_countered', tx);
  }

  /** What is settled by the agreement itself is told once, as settled. */
  @When(DiscrepancyAgreedV1)
  async agreed(event: ReceivedEvent<DiscrepancyAgreedV1>, tx: Tx): Promise<void> {
    if (event.data.state === 'agreed') await this.#tell(event, 'discrepancy_agreed', tx);
  }

  @When(DiscrepancySettledV1)
  settled(event: ReceivedEvent<DiscrepancySettledV1>, tx: Tx): Promise<void> {
    return this.#tell(event, 'discrepancy_settled', tx);
  }

  async #tell(event: ReceivedEvent<Moved>, kind: NoticeKind, tx: Tx): Promise<void> {
    const { discrepancyId: about, number: reference, tell, by, at } = event.data;
    if (tell === undefined) return;
    for (const one of all(tell).filter(({ receiver }) => receiver !== by)) await this.notices.make(event, { kind, ...one, about, reference, at }, tx);
  }
}
