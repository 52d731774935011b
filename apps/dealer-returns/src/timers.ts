import type { TimerChange } from '@aftercare/event-store';
import type { ObligationEvent, ReturnObligation } from './domain/obligation';

/** Fires when a dealer is to be reminded of an old part that he owes. */
export const obligationReminder = 'obligation.reminder';
/** Fires when the day is over by which an old part had to come back. */
export const obligationDue = 'obligation.due';

/** Fires when a penalty may be proposed for an old part that is overdue. */
export const obligationPenalty = 'obligation.penalty';

/** The first two are set once; a penalty waits for the time after the due day, and for finance where a cause was given. What has ended needs none. */
export const obligationTimers = (event: ObligationEvent, obligation: ReturnObligation): readonly TimerChange[] => {
  if (event.type === 'ObligationIncurred') return [{ set: obligationReminder, dueAt: obligation.remindAt }, { set: obligationDue, dueAt: obligation.overdueAt }];
  // Of what was overdue when it was brought in, whoever sees to it has heard.
  if (event.type === 'ObligationImported') {
    if (obligation.state !== 'open') return [];
    return [...(obligation.remindAt > event.at ? [{ set: obligationReminder, dueAt: obligation.remindAt }] : []), { set: obligationDue, dueAt: obligation.overdueAt }];
  }
  // Of a part whose price nobody knows none is proposed.
  if (obligation.unitPrice !== null && (event.type === 'ObligationOverdue' || (event.type === 'WaiverRejected' && obligation.state === 'overdue'))) return [{ set: obligationPenalty, dueAt: obligation.penaltyAt }];
  return obligation.ended ? [{ cancel: obligationReminder }, { cancel: obligationDue }, { cancel: obligationPenalty }] : [];
};
