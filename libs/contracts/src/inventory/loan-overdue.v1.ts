import { defineEvent, type DataOf } from '../event-contract';
import { instant } from '../fields';
import { aboutLoan, loanExample } from './loan-fields';

/** The due day is over and something is still out. */
export const LoanOverdueV1 = defineEvent({
  type: 'aftercare.inventory.loan.overdue.v1',
  meaning: { zh: '借用已逾期未还', en: 'What was lent has not come back in time' },
  keyField: 'loanId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutLoan,
    overdueAt: instant(),
  },
  example: { ...loanExample, state: 'overdue', overdueAt: '2026-07-20T16:00:00.000Z' },
});
export type LoanOverdueV1 = DataOf<typeof LoanOverdueV1>;
