import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, closed, code, instant, nullable, pieces, word } from '../fields';
import { aboutPicking } from './shipping-fields';

/** Everything that could be found is picked; what is missing has its reason. */
export const PickingPickedV1 = defineEvent({
  type: 'aftercare.inventory.picking.picked.v1',
  meaning: { zh: '拣货完成，缺拣已注明原因', en: 'Everything that could be found is picked' },
  keyField: 'pickingId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutPicking,
    by: actor(),
    lines: Type.Array(closed({ lineNo: Type.Integer({ minimum: 1, maximum: 10_000 }), part: code(), toPick: pieces({ atLeast: 1 }), picked: pieces(), short: nullable(word()) }), { minItems: 1, maxItems: 200 }),
    pickedAt: instant(),
  },
  example: {
    pickingId: '019a5d5e-7c00-7000-8000-000000000021', branchId: 'BR05', number: 'PK-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011', ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    by: 'ST031', lines: [{ lineNo: 1, part: 'PT039', toPick: 1, picked: 1, short: null }], pickedAt: '2026-07-06T03:00:00.000Z',
  },
});
export type PickingPickedV1 = DataOf<typeof PickingPickedV1>;
