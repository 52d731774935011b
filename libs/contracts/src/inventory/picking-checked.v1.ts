import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, closed, code, instant, pieces } from '../fields';
import { aboutPicking } from './shipping-fields';

/** A second person counted, and it is what was picked. */
export const PickingCheckedV1 = defineEvent({
  type: 'aftercare.inventory.picking.checked.v1',
  meaning: { zh: '复核相符', en: 'A second person counted the same as was picked' },
  keyField: 'pickingId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutPicking,
    by: actor(),
    lines: Type.Array(closed({ lineNo: Type.Integer({ minimum: 1, maximum: 10_000 }), part: code(), qty: pieces() }), { minItems: 1, maxItems: 200 }),
    checkedAt: instant(),
  },
  example: {
    pickingId: '019a5d5e-7c00-7000-8000-000000000021', branchId: 'BR05', number: 'PK-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011', ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    by: 'ST030', lines: [{ lineNo: 1, part: 'PT039', qty: 1 }], checkedAt: '2026-07-06T03:00:00.000Z',
  },
});
export type PickingCheckedV1 = DataOf<typeof PickingCheckedV1>;
