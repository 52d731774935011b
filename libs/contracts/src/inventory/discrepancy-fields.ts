import { Type } from 'typebox';
import { closed, code, money, nullable, oneOf, pieces, uuid, word } from '../fields';

/** Which difference between what was sent and what came an event is about, and how it stands after it. */
export const aboutDiscrepancy = {
  discrepancyId: uuid(),
  branchId: code(),
  number: code(),
  noteId: uuid(),
  noteNumber: code(),
  /** The line of the note. */
  lineNo: pieces({ atLeast: 1 }),
  requestId: uuid(),
  ticketId: nullable(uuid()),
  dealerCode: nullable(code()),
  type: word(),
  part: code(),
  /** What came in its place. */
  cameInstead: nullable(code()),
  qty: pieces({ atLeast: 1 }),
  state: oneOf('open', 'investigating', 'agreed', 'settled'),
  cause: nullable(word()),
  /** The remedy that was offered last, and by whom its cost is borne. */
  remedy: nullable(word()),
  costOwner: nullable(word()),
  /** What the pieces are worth, exact. */
  value: money(),
  currency: code(),
  /** Who has to hear of it on both sides: who follows the note or, where nobody does, the clerks of the branch; and the receiver. */
  tell: Type.Optional(closed({ staff: Type.Array(code(), { maxItems: 100 }), dealerCode: nullable(code()), customerId: nullable(uuid()) })),
};

const example = {
  discrepancyId: '019a5d5e-7c00-7000-8000-000000000081', branchId: 'BR07', number: 'DC-HF-2026-000001', noteId: '019a5d5e-7c00-7000-8000-000000000031', noteNumber: 'DN-HF-2026-000001', lineNo: 1,
  requestId: '019a5d5e-7c00-7000-8000-000000000011', ticketId: null, dealerCode: 'DL019', type: 'short', part: 'PT077', cameInstead: null, qty: 1, state: 'open', cause: null, remedy: null, costOwner: null,
  value: '10.13', currency: 'CNY',
} as const;
export const discrepancyExample = { ...example, tell: { staff: ['ST038'], dealerCode: 'DL019', customerId: null } };
