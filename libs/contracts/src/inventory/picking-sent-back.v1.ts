import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant } from '../fields';
import { aboutPicking } from './shipping-fields';

/** The second person counted something else: it is picked anew. */
export const PickingSentBackV1 = defineEvent({
  type: 'aftercare.inventory.picking.sent_back.v1',
  meaning: { zh: '复核不符，退回重拣', en: 'What was counted is not what was picked: it is picked anew' },
  keyField: 'pickingId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutPicking,
    by: actor(),
    sentBackAt: instant(),
  },
  example: {
    pickingId: '019a5d5e-7c00-7000-8000-000000000021', branchId: 'BR05', number: 'PK-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011', ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    by: 'ST030', sentBackAt: '2026-07-06T03:00:00.000Z',
  },
});
export type PickingSentBackV1 = DataOf<typeof PickingSentBackV1>;
