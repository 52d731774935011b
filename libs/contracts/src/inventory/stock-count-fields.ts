import { Type } from 'typebox';
import { actor, code, money, pieces, uuid } from '../fields';

/** What was counted, and what should have been there at that moment. */
export const aboutStockCount = {
  countId: uuid(),
  branchId: code(),
  location: code(),
  part: code(),
  bin: code(),
  counted: pieces(),
  expected: Type.Integer({ minimum: -1_000_000_000, maximum: 1_000_000_000 }),
  /** What the difference is worth at the catalogue's price. */
  variance: money(),
  currency: code(),
  countedBy: actor(),
};

export const stockCountExample = {
  countId: '019a5d5e-7c00-7000-8000-000000000091', branchId: 'BR05', location: 'WH-BR05', part: 'PT039', bin: 'good', counted: 3, expected: 9, variance: '577.50', currency: 'CNY', countedBy: 'ST029',
};
