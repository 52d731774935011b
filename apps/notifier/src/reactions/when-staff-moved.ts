import { StaffMovedV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { derivedId } from '@aftercare/kernel';
import { Controller } from '@nestjs/common';
import { Notices } from '../persistence/notices';

/** The managers of the branch that somebody has left hear that his tickets there are still his, until they are taken over. */
@Controller()
export class WhenStaffMoved {
  constructor(private readonly notices: Notices) {}

  @When(StaffMovedV1)
  async handle(event: ReceivedEvent<StaffMovedV1>, tx: Tx): Promise<void> {
    const { staffId: reference, tell, movedAt: at } = event.data;
    for (const receiver of tell) await this.notices.make(event, { kind: 'staff_moved', receiverKind: 'staff', receiver, about: derivedId('staff', reference), reference, at }, tx);
  }
}
