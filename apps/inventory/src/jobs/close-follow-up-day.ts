import { localDay } from '@aftercare/business-time';
import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { branchTerms } from '../persistence/branch-terms';
import { FollowUpStore } from '../persistence/follow-up.store';
import { managerOf } from '../persistence/manager';
import { unfollowed } from '../persistence/unfollowed';
import { cutOff } from '../shipment-timers';

/** 17:30 of a workday: whatever is on its way and was not followed today is named to who answers for the branch, once (R12). */
@Fires(cutOff, FollowUpStore)
export class CloseFollowUpDay implements Fired {
  constructor(private readonly followUps: FollowUpStore) {}

  async handle({ subject, branchId, dueAt }: Timer, tx: Tx): Promise<void> {
    const branch = branchId ?? '';
    const { calendar } = await branchTerms(tx, branch);
    const left = await unfollowed(tx, branch, localDay(dueAt, calendar.zone));
    const manager = await managerOf(tx, branch);
    await this.followUps.changeIn(tx, subject, (followUp, { now }) => followUp.closeDay(left, manager, calendar, now));
  }
}
