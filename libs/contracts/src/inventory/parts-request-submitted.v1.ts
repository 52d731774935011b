import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { closed, code, instant, nullable, oneOf, pieces, word } from '../fields';
import { lineExample, ofRequest, requestExample, requestLine } from './request-fields';

/** Somebody has asked the store for parts. */
export const PartsRequestSubmittedV1 = defineEvent({
  type: 'aftercare.inventory.parts_request.submitted.v1',
  meaning: { zh: '配件申请单已提交', en: 'A parts request was handed in' },
  keyField: 'requestId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...ofRequest(),
    receiverKind: oneOf('dealer', 'customer', 'van'),
    /** A dealer's code, a customer's id or the location of a van. */
    receiver: code(),
    serial: nullable(code()),
    modelCode: nullable(code()),
    reason: word(),
    urgency: oneOf('normal', 'urgent'),
    /** The dealer pays nothing for it. */
    underWarranty: Type.Boolean(),
    /** The warehouse that serves it. */
    location: code(),
    lines: Type.Array(requestLine(), { minItems: 1, maxItems: 200 }),
    /** What is not in stock as it was asked for, and what was offered in its place. */
    shortages: Type.Array(closed({ lineNo: Type.Integer({ minimum: 1, maximum: 1_000 }), part: code(), available: pieces(), substitutes: Type.Array(code(), { maxItems: 100 }) }), { maxItems: 200 }),
    submittedAt: instant(),
  },
  example: {
    ...requestExample, state: 'submitted', awaited: true, receiverKind: 'dealer', receiver: 'DL017', serial: 'YG2603000407', modelCode: 'MD11', reason: 'defective', urgency: 'normal', underWarranty: true,
    location: 'WH-BR05', lines: [{ ...lineExample }], shortages: [{ lineNo: 1, part: 'PT039', available: 0, substitutes: ['PT040'] }], submittedAt: '2026-03-02T01:25:00.000Z',
  },
});
export type PartsRequestSubmittedV1 = DataOf<typeof PartsRequestSubmittedV1>;
