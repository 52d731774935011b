import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, closed, instant, nullable, pieces, word } from '../fields';
import { aboutPicking } from './shipping-fields';

/** What was picked is on its shelf again, and the request’s to be picked anew. */
export const PickingPutBackV1 = defineEvent({
  type: 'aftercare.inventory.picking.put_back.v1',
  meaning: { zh: '已放回货架', en: 'What was picked is on its shelf again' },
  keyField: 'pickingId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutPicking,
    by: actor(),
    lines: Type.Array(closed({ lineNo: Type.Integer({ minimum: 1, maximum: 10_000 }), qty: pieces({ atLeast: 1 }), short: nullable(word()) }), { maxItems: 200 }),
    putBackAt: instant(),
  },
  example: {
    pickingId: '019a5d5e-7c00-7000-8000-000000000021', branchId: 'BR05', number: 'PK-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011', ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    by: 'ST031', lines: [{ lineNo: 1, qty: 1, short: null }], putBackAt: '2026-07-06T03:00:00.000Z',
  },
});
export type PickingPutBackV1 = DataOf<typeof PickingPutBackV1>;
