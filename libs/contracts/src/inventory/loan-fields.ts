import { Type } from 'typebox';
import { closed, code, day, nullable, oneOf, pieces, uuid } from '../fields';

/** Which loan an event is about, and how it stands after it. */
export const aboutLoan = {
  loanId: uuid(),
  branchId: code(),
  number: code(),
  location: code(),
  borrower: closed({ kind: oneOf('dealer', 'customer'), code: code() }),
  ticketId: nullable(uuid()),
  /** A device, or pieces of a part. */
  serial: nullable(code()),
  part: nullable(code()),
  qty: pieces({ atLeast: 1 }),
  /** With the borrower still. */
  openQty: pieces(),
  dueOn: day(),
  state: oneOf('lent', 'reminded', 'overdue', 'returned', 'charged'),
  /** Who has to hear when something is the matter with it: who lent it, and the borrower. */
  tell: closed({ staff: Type.Array(code(), { maxItems: 100 }), dealerCode: nullable(code()), customerId: nullable(uuid()) }),
};

export const loanExample = {
  loanId: '019a5d5e-7c00-7000-8000-0000000000a1', branchId: 'BR05', number: 'LN-HZ-2026-000001', location: 'WH-BR05', borrower: { kind: 'dealer' as const, code: 'DL017' }, ticketId: null, serial: null, part: 'PT039', qty: 1,
  openQty: 1, dueOn: '2026-07-20', state: 'lent' as const, tell: { staff: ['ST031'], dealerCode: 'DL017', customerId: null },
};
