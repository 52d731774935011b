import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant, nullable } from '../fields';
import { aboutPicking } from './shipping-fields';

/** What was checked is in its boxes. */
export const PickingPackedV1 = defineEvent({
  type: 'aftercare.inventory.picking.packed.v1',
  meaning: { zh: '已装箱', en: 'What was checked is in its boxes' },
  keyField: 'pickingId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutPicking,
    by: actor(),
    boxes: Type.Integer({ minimum: 1, maximum: 1_000 }),
    weightG: nullable(Type.Integer({ minimum: 1, maximum: 100_000_000 })),
    packedAt: instant(),
  },
  example: {
    pickingId: '019a5d5e-7c00-7000-8000-000000000021', branchId: 'BR05', number: 'PK-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011', ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    by: 'ST031', boxes: 1, weightG: 820, packedAt: '2026-07-06T03:00:00.000Z',
  },
});
export type PickingPackedV1 = DataOf<typeof PickingPackedV1>;
