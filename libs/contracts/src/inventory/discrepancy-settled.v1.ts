import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant, pieces } from '../fields';
import { aboutDiscrepancy, discrepancyExample } from './discrepancy-fields';

/** What was agreed about a difference has been done. */
export const DiscrepancySettledV1 = defineEvent({
  type: 'aftercare.inventory.discrepancy.settled.v1',
  meaning: { zh: '差错已了结', en: 'A difference is settled' },
  keyField: 'discrepancyId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutDiscrepancy,
    settledQty: pieces({ atLeast: 1 }),
    by: actor(),
    at: instant(),
  },
  example: { ...discrepancyExample, state: 'settled', cause: 'carrier', remedy: 'resend', costOwner: 'carrier', settledQty: 1, by: 'DL019', at: '2026-07-16T02:00:00.000Z' },
});
export type DiscrepancySettledV1 = DataOf<typeof DiscrepancySettledV1>;
