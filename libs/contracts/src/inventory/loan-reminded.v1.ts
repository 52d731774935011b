import { defineEvent, type DataOf } from '../event-contract';
import { instant } from '../fields';
import { aboutLoan, loanExample } from './loan-fields';

/** A borrower is reminded, three days before what was lent is due. */
export const LoanRemindedV1 = defineEvent({
  type: 'aftercare.inventory.loan.reminded.v1',
  meaning: { zh: '借用归还提醒（到期前三天）', en: 'A borrower is reminded of what he has to return' },
  keyField: 'loanId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutLoan,
    remindedAt: instant(),
  },
  example: { ...loanExample, state: 'reminded', remindedAt: '2026-07-17T01:00:00.000Z' },
});
export type LoanRemindedV1 = DataOf<typeof LoanRemindedV1>;
