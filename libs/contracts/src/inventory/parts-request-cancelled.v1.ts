import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant, word } from '../fields';
import { linePieces, ofRequest, requestExample } from './request-fields';

/** What had not been shipped of a parts request is wanted no longer. What was shipped goes on. */
export const PartsRequestCancelledV1 = defineEvent({
  type: 'aftercare.inventory.parts_request.cancelled.v1',
  meaning: { zh: '配件申请单（未发部分）已取消', en: 'What had not been shipped of a parts request was cancelled' },
  keyField: 'requestId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: { ...ofRequest(), by: actor(), reason: word(), lines: Type.Array(linePieces(), { maxItems: 200 }), cancelledAt: instant() },
  example: { ...requestExample, state: 'cancelled', awaited: false, by: 'ST030', reason: 'not_needed', lines: [{ lineNo: 1, part: 'PT039', qty: 1 }], cancelledAt: '2026-03-02T02:00:00.000Z' },
});
export type PartsRequestCancelledV1 = DataOf<typeof PartsRequestCancelledV1>;
