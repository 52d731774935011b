import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, pieces } from '../fields';
import { aboutPicking } from './shipping-fields';

/** Pieces were taken from the shelf. */
export const PickingScannedV1 = defineEvent({
  type: 'aftercare.inventory.picking.scanned.v1',
  meaning: { zh: '拣货扫码入单', en: 'Pieces were taken from the shelf for a picking' },
  keyField: 'pickingId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutPicking,
    by: actor(),
    part: code(),
    qty: pieces({ atLeast: 1 }),
    scannedAt: instant(),
  },
  example: {
    pickingId: '019a5d5e-7c00-7000-8000-000000000021', branchId: 'BR05', number: 'PK-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011', ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    by: 'ST031', part: 'PT039', qty: 1, scannedAt: '2026-07-06T03:00:00.000Z',
  },
});
export type PickingScannedV1 = DataOf<typeof PickingScannedV1>;
