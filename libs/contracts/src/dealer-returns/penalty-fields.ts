import { code, money, pieces, uuid } from '../fields';

/** Which penalty an event is about. */
export const aboutPenalty = {
  penaltyId: uuid(),
  branchId: code(),
  number: code(),
  dealerCode: code(),
  obligationId: uuid(),
  part: code(),
  /** Pieces that were open when it was proposed. */
  qty: pieces({ atLeast: 1 }),
  /** What the rule came to. */
  proposed: money(),
  currency: code(),
};

export const penaltyExample = {
  penaltyId: '019a5d5e-7c00-7000-8000-0000000000b1', branchId: 'BR05', number: 'PN-HZ-2026-000001', dealerCode: 'DL017', obligationId: '019a5d5e-7c00-7000-8000-000000000071', part: 'PT039', qty: 1, proposed: '96.25',
  currency: 'CNY',
};
