import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant } from '../fields';
import { aboutLoan, loanExample } from './loan-fields';

/** A part or a device helps somebody out until a day; it is ours as before. */
export const LoanLentV1 = defineEvent({
  type: 'aftercare.inventory.loan.lent.v1',
  meaning: { zh: '配件或整机已借出', en: 'Something was lent' },
  keyField: 'loanId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutLoan,
    by: actor(),
    lentAt: instant(),
  },
  example: { ...loanExample, by: 'ST031', lentAt: '2026-07-06T02:00:00.000Z' },
});
export type LoanLentV1 = DataOf<typeof LoanLentV1>;
