import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { instant, nullable, oneOf, uuid } from '../fields';
import { lineExample, linePieces, ofRequest, requestExample, requestLine } from './request-fields';

/** Pieces of a parts request have gone on: `moved` says which, `lines` how every line stands now. */
export const PartsRequestProgressedV1 = defineEvent({
  type: 'aftercare.inventory.parts_request.progressed.v1',
  meaning: { zh: '配件申请单有进展（预留、拣货、发出、收货等）', en: 'Pieces of a parts request were reserved, picked, shipped, received …' },
  keyField: 'requestId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...ofRequest(),
    what: oneOf('picked', 'put_back', 'shipped', 'received', 'reopened', 'reserved', 'lost', 'promised', 'substitute_answered', 'settled'),
    /** The picking or the delivery note by which it happened. */
    documentId: nullable(uuid()),
    moved: Type.Array(linePieces(), { minItems: 1, maxItems: 200 }),
    lines: Type.Array(requestLine(), { minItems: 1, maxItems: 200 }),
    progressedAt: instant(),
  },
  example: {
    ...requestExample, state: 'partly_shipped', awaited: true, what: 'shipped', documentId: '019a5d5e-7c00-7000-8000-000000000103', moved: [{ lineNo: 1, part: 'PT039', qty: 1 }],
    lines: [{ ...lineExample, approved: 1, shipped: 1 }], progressedAt: '2026-03-02T03:00:00.000Z',
  },
});
export type PartsRequestProgressedV1 = DataOf<typeof PartsRequestProgressedV1>;
