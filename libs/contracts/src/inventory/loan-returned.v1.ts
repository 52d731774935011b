import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, money, pieces, word } from '../fields';
import { aboutLoan, loanExample } from './loan-fields';

/** What was lent came back, or some of it. */
export const LoanReturnedV1 = defineEvent({
  type: 'aftercare.inventory.loan.returned.v1',
  meaning: { zh: '借用已归还（全部或部分）', en: 'What was lent came back' },
  keyField: 'loanId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutLoan,
    /** How many pieces came back with this. */
    returnedQty: pieces({ atLeast: 1 }),
    /** Into which bin. */
    to: word(),
    /** What the borrower had been charged for it and has not to pay any more. */
    refund: Type.Optional(money()),
    currency: Type.Optional(code()),
    by: actor(),
    returnedAt: instant(),
  },
  example: { ...loanExample, openQty: 0, state: 'returned', returnedQty: 1, to: 'good', by: 'ST031', returnedAt: '2026-07-18T02:00:00.000Z' },
});
export type LoanReturnedV1 = DataOf<typeof LoanReturnedV1>;
