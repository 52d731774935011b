import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { loanDue } from '../loan-timers';
import { LoanStore } from '../persistence/loan.store';

/** The day is over by which something that was lent had to come back, and it has not. */
@Fires(loanDue, LoanStore)
export class LetLoanFallDue implements Fired {
  constructor(private readonly loans: LoanStore) {}

  async handle({ subject }: Timer, tx: Tx): Promise<void> {
    await this.loans.changeIn(tx, subject, (loan, { now }) => loan.fallDue(now));
  }
}
