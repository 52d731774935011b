import { code, day, nullable, oneOf, uuid } from '../fields';

/** Which duty to return an old part an event is about, and how it stands after it. */
export const aboutObligation = {
  obligationId: uuid(),
  branchId: code(),
  number: code(),
  dealerCode: code(),
  /** The delivery note whose parts he got under warranty. */
  noteId: uuid(),
  noteNumber: code(),
  ticketId: nullable(uuid()),
  /** The part that has to come back: the one that was asked for. */
  part: code(),
  dueOn: day(),
  state: oneOf('open', 'reminded', 'overdue', 'received', 'waived', 'lapsed'),
};

export const obligationExample = {
  obligationId: '019a5d5e-7c00-7000-8000-000000000071', branchId: 'BR05', number: 'OB-HZ-2026-000001', dealerCode: 'DL017', noteId: '019a5d5e-7c00-7000-8000-000000000031', noteNumber: 'DN-HZ-2026-000001',
  ticketId: '019a5d5e-7c00-7000-8000-000000000001', part: 'PT039', dueOn: '2026-07-26', state: 'open',
} as const;
