import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { StaffStore } from '../persistence/staff.store';
import { dayOver } from '../timers';

/** Midnight where the branch is: who has not signed out is signed out, so that no ticket waits for somebody who is asleep (R74). */
@Fires(dayOver, StaffStore)
export class EndDay implements Fired {
  constructor(private readonly staff: StaffStore) {}

  async handle({ subject }: Timer, tx: Tx): Promise<void> {
    await this.staff.changeIn(tx, subject, (member, { now }) => member.dayOver(now));
  }
}
