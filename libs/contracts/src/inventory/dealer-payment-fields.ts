import { code, day, money, uuid, word } from '../fields';

/** Which payment an event is about. */
export const aboutPayment = {
  paymentId: uuid(),
  /** Who serves the dealer. */
  branchId: code(),
  number: code(),
  dealerCode: code(),
  amount: money(),
  currency: code(),
  /** The day of the branch on which the money came. */
  paidOn: day(),
  /** By which the bank knows it. */
  reference: code(),
  reason: word(),
};

export const paymentExample = {
  paymentId: '019a5d5e-7c00-7000-8000-0000000000c1', branchId: 'BR05', number: 'PY-HZ-2026-000001', dealerCode: 'DL017', amount: '500.00', currency: 'CNY', paidOn: '2026-07-20', reference: 'ICBC-20260720-0017',
  reason: 'settlement',
};
