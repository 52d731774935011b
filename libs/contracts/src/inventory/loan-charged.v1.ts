import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, money, pieces } from '../fields';
import { aboutLoan, loanExample } from './loan-fields';

/** What is out does not come back: the borrower pays for it, and it is ours no longer. */
export const LoanChargedV1 = defineEvent({
  type: 'aftercare.inventory.loan.charged.v1',
  meaning: { zh: '未还借用已收费', en: 'What was lent and not returned is paid for' },
  keyField: 'loanId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutLoan,
    chargedQty: pieces({ atLeast: 1 }),
    amount: money(),
    currency: code(),
    by: actor(),
    chargedAt: instant(),
  },
  example: { ...loanExample, openQty: 0, state: 'charged', chargedQty: 1, amount: '96.25', currency: 'CNY', by: 'ST029', chargedAt: '2026-07-28T02:00:00.000Z' },
});
export type LoanChargedV1 = DataOf<typeof LoanChargedV1>;
