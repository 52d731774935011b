import { Type } from 'typebox';
import { closed, code, money, nullable, oneOf, pieces, uuid, word } from '../fields';

/** Who gets a box: the code of a dealer, an end customer or a service van. */
export const receiver = () => closed({ kind: oneOf('dealer', 'customer', 'van'), code: code() });

/** What a picking is about. */
export const aboutPicking = { pickingId: uuid(), branchId: code(), number: code(), requestId: uuid(), ticketId: nullable(uuid()) };

/** What a delivery note is about. */
export const aboutNote = {
  noteId: uuid(),
  branchId: code(),
  number: code(),
  requestId: uuid(),
  ticketId: nullable(uuid()),
  /** Whose account it goes to; `null`: no dealer has to do with it. */
  dealerCode: nullable(code()),
  receiver: receiver(),
  /** Who asked for the parts. */
  requestedBy: code(),
};

/** What a shipment is about. */
export const aboutShipment = {
  shipmentId: uuid(),
  branchId: code(),
  number: code(),
  carrier: code(),
  waybill: code(),
  receiver: receiver(),
  dealerCode: nullable(code()),
  notes: Type.Array(closed({ noteId: uuid(), number: code(), requestId: uuid() }), { minItems: 1, maxItems: 50 }),
  /** The tickets that wait for what is in it. */
  ticketIds: Type.Array(uuid(), { maxItems: 50 }),
  /** Who has to hear when something is the matter with it: whoever asked for it, owners of its tickets, and its receiver. */
  tell: closed({ staff: Type.Array(code(), { maxItems: 100 }), dealerCode: nullable(code()), customerId: nullable(uuid()) }),
  promisedOn: Type.String({ format: 'date' }),
};

/** A line of a delivery note as it was issued. */
export const noteLine = {
  lineNo: Type.Integer({ minimum: 1, maximum: 10_000 }),
  /** The line of the request. */
  requestLine: Type.Integer({ minimum: 1, maximum: 10_000 }),
  part: code(),
  /** The part that was asked for, where a substitute goes out. */
  askedFor: code(),
  qty: pieces({ atLeast: 1 }),
  underWarranty: Type.Boolean(),
  unitPrice: money(),
};

/** What the receiver said of a line. */
export const receiptLine = {
  lineNo: Type.Integer({ minimum: 1, maximum: 10_000 }),
  /** `null`: it came, but was not on the note. */
  requestLine: nullable(Type.Integer({ minimum: 1, maximum: 10_000 })),
  part: code(),
  askedFor: code(),
  shipped: pieces(),
  received: pieces(),
  accepted: pieces(),
  rejected: pieces(),
  /** received − shipped */
  difference: Type.Integer({ minimum: -1_000_000, maximum: 1_000_000 }),
  reason: nullable(word()),
  photos: Type.Array(code(), { maxItems: 20 }),
};
