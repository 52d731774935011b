import { ObligationOverdueV1, ObligationRemindedV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { Notices } from '../persistence/notices';

/** Old parts that a dealer owes: he is reminded in time, and whoever sees to it in the branch hears when the time is over (R17). */
@Controller()
export class WhenOldPartDue {
  constructor(private readonly notices: Notices) {}

  @When(ObligationRemindedV1)
  async reminded(event: ReceivedEvent<ObligationRemindedV1>, tx: Tx): Promise<void> {
    const { obligationId: about, number: reference, dealerCode: receiver, remindedAt: at } = event.data;
    await this.notices.make(event, { kind: 'old_part_reminder', receiverKind: 'dealer', receiver, about, reference, at }, tx);
  }

  @When(ObligationOverdueV1)
  async overdue(event: ReceivedEvent<ObligationOverdueV1>, tx: Tx): Promise<void> {
    const { obligationId: about, number: reference, tell, overdueAt: at } = event.data;
    for (const receiver of tell) await this.notices.make(event, { kind: 'old_part_overdue', receiverKind: 'staff', receiver, about, reference, at }, tx);
  }
}
