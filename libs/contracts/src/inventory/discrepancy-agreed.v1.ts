import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant, money, nullable, uuid } from '../fields';
import { aboutDiscrepancy, discrepancyExample } from './discrepancy-fields';

/** Both sides agree on a remedy: the pieces leave in-transit by the cause, and the dealer is charged or credited from this day on. */
export const DiscrepancyAgreedV1 = defineEvent({
  type: 'aftercare.inventory.discrepancy.agreed.v1',
  meaning: { zh: '双方已达成一致', en: 'Both sides agree on a remedy' },
  keyField: 'discrepancyId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutDiscrepancy,
    charge: nullable(money()),
    amount: nullable(money()),
    /** The request by which it is sent again. */
    resendId: nullable(uuid()),
    by: actor(),
    at: instant(),
  },
  example: { ...discrepancyExample, state: 'agreed', cause: 'carrier', remedy: 'resend', costOwner: 'carrier', charge: null, amount: null, resendId: '019a5d5e-7c00-7000-8000-000000000083', by: 'DL019', at: '2026-07-15T06:30:00.000Z' },
});
export type DiscrepancyAgreedV1 = DataOf<typeof DiscrepancyAgreedV1>;
