import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { loanReminder } from '../loan-timers';
import { LoanStore } from '../persistence/loan.store';

/** Three days before something that was lent is due, at nine in the morning of its branch, the borrower is reminded. */
@Fires(loanReminder, LoanStore)
export class RemindOfLoan implements Fired {
  constructor(private readonly loans: LoanStore) {}

  async handle({ subject }: Timer, tx: Tx): Promise<void> {
    await this.loans.changeIn(tx, subject, (loan, { now }) => loan.remind(now));
  }
}
