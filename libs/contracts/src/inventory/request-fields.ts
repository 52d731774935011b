import { Type } from 'typebox';
import { actor, closed, code, day, days, money, nullable, oneOf, pieces, uuid, word } from '../fields';

/** What every event of a parts request says of it: who asked, for whom, and how it stands after the event. */
export const ofRequest = () => ({
  requestId: uuid(),
  branchId: code(),
  number: code(),
  state: oneOf('draft', 'submitted', 'in_approval', 'approved', 'partly_approved', 'rejected', 'partly_shipped', 'received_with_discrepancy', 'fulfilled', 'closed', 'cancelled'),
  /** Somebody still waits for pieces of it. */
  awaited: Type.Boolean(),
  requestedBy: actor(),
  requesterKind: oneOf('staff', 'dealer', 'client'),
  /** Whom it concerns and whose account is charged. */
  dealerCode: nullable(code()),
  /** Whose device it is for. */
  customerId: nullable(uuid()),
  ticketId: nullable(uuid()),
  /** Who owned the ticket when it was asked for. */
  ticketOwnerId: nullable(code()),
});

export const requestExample = {
  requestId: '019a5d5e-7c00-7000-8000-000000000101',
  branchId: 'BR05',
  number: 'PR-HZ-2026-000007',
  requestedBy: 'ST030',
  requesterKind: 'staff',
  dealerCode: 'DL017',
  customerId: '019a5d5e-7c00-7000-8000-000000000002',
  ticketId: '019a5d5e-7c00-7000-8000-000000000001',
  ticketOwnerId: 'ST030',
} as const;

/** Some pieces of one line. `part` is what is taken from the shelf: a substitute where one was agreed. */
export const linePieces = () => closed({ lineNo: Type.Integer({ minimum: 1, maximum: 1_000 }), part: code(), qty: pieces() });

/** A line with all its quantities. `approved` = `waiting` + `reserved` + `picked` + `shipped` + `cancelled`. */
export const requestLine = () => closed({
  lineNo: Type.Integer({ minimum: 1, maximum: 1_000 }),
  /** What was asked for. */
  part: code(),
  /** The substitute that is sent in its place. */
  suppliedAs: nullable(code()),
  requested: pieces(),
  /** `null`: not decided. */
  approved: nullable(pieces()),
  /** Why less was approved than was asked for. */
  reason: nullable(word()),
  waiting: pieces(),
  reserved: pieces(),
  picked: pieces(),
  shipped: pieces(),
  /** Everything that came; `null`: nobody has counted yet. */
  received: nullable(pieces()),
  cancelled: pieces(),
  /** Approved and not on its way, as far as a count or a lack of stock has shown. */
  backOrder: pieces(),
  promisedOn: nullable(day()),
  unitPrice: money(),
  currency: code(),
  /** The old part is owed so many days after the dispatch; `null`: it is not. */
  returnDays: nullable(days()),
});

export const lineExample = {
  lineNo: 1, part: 'PT039', suppliedAs: null, requested: 1, approved: null, reason: null, waiting: 0, reserved: 0, picked: 0, shipped: 0, received: null, cancelled: 0,
  backOrder: 0, promisedOn: null, unitPrice: '61.29', currency: 'CNY', returnDays: 20,
} as const;
