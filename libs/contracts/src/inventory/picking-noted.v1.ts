import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant, uuid } from '../fields';
import { aboutPicking } from './shipping-fields';

/** A delivery note was made of the checked quantities. */
export const PickingNotedV1 = defineEvent({
  type: 'aftercare.inventory.picking.noted.v1',
  meaning: { zh: '已据实开发货单', en: 'A delivery note was made of a picking' },
  keyField: 'pickingId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutPicking,
    by: actor(),
    noteId: uuid(),
    notedAt: instant(),
  },
  example: {
    pickingId: '019a5d5e-7c00-7000-8000-000000000021', branchId: 'BR05', number: 'PK-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011', ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    by: 'ST031', noteId: '019a5d5e-7c00-7000-8000-000000000031', notedAt: '2026-07-06T03:00:00.000Z',
  },
});
export type PickingNotedV1 = DataOf<typeof PickingNotedV1>;
