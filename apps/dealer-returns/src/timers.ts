import type { TimerChange } from '@aftercare/event-store';
import type { ObligationEvent, ReturnObligation } from './domain/obligation';

/** Fires when a dealer is to be reminded of an old part that he owes. */
export const obligationReminder = 'obligation.reminder';
/** Fires when the day is over by which an old part had to come back. */
export const obligationDue = 'obligation.due';

/** Both are set once; what has ended needs none. */
export const obligationTimers = (event: ObligationEvent, obligation: ReturnObligation): readonly TimerChange[] => {
  if (event.type === 'ObligationIncurred') return [{ set: obligationReminder, dueAt: obligation.remindAt }, { set: obligationDue, dueAt: obligation.overdueAt }];
  return obligation.ended ? [{ cancel: obligationReminder }, { cancel: obligationDue }] : [];
};
