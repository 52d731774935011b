import type { TimerChange } from '@aftercare/event-store';
import type { Loan, LoanEvent } from './domain/loan';

/** Fires when a borrower is to be reminded. */
export const loanReminder = 'loan.reminder';
/** Fires when the day is over by which it had to come back. */
export const loanDue = 'loan.due';

/** Both are set once; what has ended needs none. */
export const loanTimers = (event: LoanEvent, loan: Loan): readonly TimerChange[] => {
  if (event.type === 'GoodsLent') return [{ set: loanReminder, dueAt: loan.remindAt }, { set: loanDue, dueAt: loan.overdueAt }];
  return loan.ended ? [{ cancel: loanReminder }, { cancel: loanDue }] : [];
};
