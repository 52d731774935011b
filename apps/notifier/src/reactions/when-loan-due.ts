import { LoanOverdueV1, LoanRemindedV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { all } from '../persistence/interested';
import { Notices } from '../persistence/notices';

/** What was lent has to come back: the borrower is reminded in time; when it is over he hears so, and who lent it (R40). */
@Controller()
export class WhenLoanDue {
  constructor(private readonly notices: Notices) {}

  @When(LoanRemindedV1)
  async reminded(event: ReceivedEvent<LoanRemindedV1>, tx: Tx): Promise<void> {
    const { loanId: about, number: reference, dueOn: day, tell, remindedAt: at } = event.data;
    for (const receiver of all({ ...tell, staff: [] })) await this.notices.make(event, { kind: 'loan_reminder', ...receiver, about, reference, day, at }, tx);
  }

  @When(LoanOverdueV1)
  async overdue(event: ReceivedEvent<LoanOverdueV1>, tx: Tx): Promise<void> {
    const { loanId: about, number: reference, dueOn: day, tell, overdueAt: at } = event.data;
    for (const receiver of all(tell)) await this.notices.make(event, { kind: 'loan_overdue', ...receiver, about, reference, day, at }, tx);
  }
}
