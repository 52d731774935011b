import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, closed, code, instant, pieces } from '../fields';
import { aboutPicking } from './shipping-fields';

/** Pieces that were reserved for a request are being picked. */
export const PickingStartedV1 = defineEvent({
  type: 'aftercare.inventory.picking.started.v1',
  meaning: { zh: '保管员开始拣货', en: 'A keeper has begun to pick for a request' },
  keyField: 'pickingId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutPicking,
    by: actor(),
    location: code(),
    lines: Type.Array(closed({ lineNo: Type.Integer({ minimum: 1, maximum: 10_000 }), part: code(), qty: pieces({ atLeast: 1 }) }), { minItems: 1, maxItems: 200 }),
    startedAt: instant(),
  },
  example: {
    pickingId: '019a5d5e-7c00-7000-8000-000000000021', branchId: 'BR05', number: 'PK-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011', ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    by: 'ST031', location: 'WH-BR05', lines: [{ lineNo: 1, part: 'PT039', qty: 1 }], startedAt: '2026-07-06T03:00:00.000Z',
  },
});
export type PickingStartedV1 = DataOf<typeof PickingStartedV1>;
