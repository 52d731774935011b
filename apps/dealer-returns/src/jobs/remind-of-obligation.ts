import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { ObligationStore } from '../persistence/obligation.store';
import { obligationReminder } from '../timers';

/** Seven days before an old part is due, at nine in the morning of its branch, the dealer is reminded. */
@Fires(obligationReminder, ObligationStore)
export class RemindOfObligation implements Fired {
  constructor(private readonly obligations: ObligationStore) {}

  async handle({ subject }: Timer, tx: Tx): Promise<void> {
    await this.obligations.changeIn(tx, subject, (obligation, { now }) => obligation.remind(now));
  }
}
