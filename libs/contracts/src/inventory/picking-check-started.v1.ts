import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant } from '../fields';
import { aboutPicking } from './shipping-fields';

/** A second person has begun to count what was picked. */
export const PickingCheckStartedV1 = defineEvent({
  type: 'aftercare.inventory.picking.check_started.v1',
  meaning: { zh: '开始复核', en: 'A second person counts what was picked' },
  keyField: 'pickingId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutPicking,
    by: actor(),
    startedAt: instant(),
  },
  example: {
    pickingId: '019a5d5e-7c00-7000-8000-000000000021', branchId: 'BR05', number: 'PK-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011', ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    by: 'ST030', startedAt: '2026-07-06T03:00:00.000Z',
  },
});
export type PickingCheckStartedV1 = DataOf<typeof PickingCheckStartedV1>;
