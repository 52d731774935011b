import { FollowUpDayClosedV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { Notices } from '../persistence/notices';

/** At a branch's cut-off its manager hears of the shipments that nobody has followed: one notice per branch and day (R12). */
@Controller()
export class WhenDayNotFollowed {
  constructor(private readonly notices: Notices) {}

  @When(FollowUpDayClosedV1)
  async handle(event: ReceivedEvent<FollowUpDayClosedV1>, tx: Tx): Promise<void> {
    const { followUpId: about, managerId: receiver, unfollowed, closedAt: at } = event.data;
    if (unfollowed.length === 0 || receiver === null) return;
    await this.notices.make(event, { kind: 'not_followed_today', receiverKind: 'staff', receiver, about, at }, tx);
  }
}
