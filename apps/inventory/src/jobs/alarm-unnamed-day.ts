import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { dayDue } from '../parts-request-timers';
import { managerOf } from '../persistence/manager';
import { PartsRequestStore } from '../persistence/parts-request.store';

/** The end of the next workday has come, and nobody has named a day for what is owed: who answers for the branch hears of it. */
@Fires(dayDue, PartsRequestStore)
export class AlarmUnnamedDay implements Fired {
  constructor(private readonly requests: PartsRequestStore) {}

  async handle({ subject, branchId }: Timer, tx: Tx): Promise<void> {
    const managerId = await managerOf(tx, branchId ?? '');
    await this.requests.changeIn(tx, subject, (request, { now }) => request.dayOverdue(managerId, now));
  }
}
