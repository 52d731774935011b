import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { closed, code, day, instant, nullable, oneOf, pieces } from '../fields';
import { ofRequest, requestExample } from './request-fields';

/** Pieces that were approved are not to be had now: they are served from what arrives. */
export const PartsRequestBackOrderedV1 = defineEvent({
  type: 'aftercare.inventory.parts_request.back_ordered.v1',
  meaning: { zh: '配件欠发，待到货补发', en: 'Approved pieces are owed: they are served from what arrives' },
  keyField: 'requestId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...ofRequest(),
    because: oneOf('no_stock', 'not_found', 'reservation_expired', 'stock_lost', 'box_came_back'),
    /** How many pieces of each line more than before. */
    lines: Type.Array(closed({ lineNo: Type.Integer({ minimum: 1, maximum: 1_000 }), part: code(), qty: pieces(), promisedOn: nullable(day()) }), { minItems: 1, maxItems: 200 }),
    backOrderedAt: instant(),
  },
  example: {
    ...requestExample, state: 'approved', awaited: true, because: 'no_stock', lines: [{ lineNo: 1, part: 'PT039', qty: 1, promisedOn: '2026-03-06' }], backOrderedAt: '2026-03-02T01:40:00.000Z',
  },
});
export type PartsRequestBackOrderedV1 = DataOf<typeof PartsRequestBackOrderedV1>;
