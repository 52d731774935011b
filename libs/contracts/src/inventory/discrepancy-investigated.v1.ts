import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant, uuid } from '../fields';
import { aboutDiscrepancy, discrepancyExample } from './discrepancy-fields';

/** The cause of a difference was found out; the words stay in `directory`. */
export const DiscrepancyInvestigatedV1 = defineEvent({
  type: 'aftercare.inventory.discrepancy.investigated.v1',
  meaning: { zh: '差错原因已查明', en: 'The cause of a difference was found out' },
  keyField: 'discrepancyId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutDiscrepancy,
    findingsId: uuid(),
    by: actor(),
    at: instant(),
  },
  example: { ...discrepancyExample, state: 'investigating', cause: 'carrier', findingsId: '019a5d5e-7c00-7000-8000-000000000082', by: 'ST038', at: '2026-07-15T03:00:00.000Z' },
});
export type DiscrepancyInvestigatedV1 = DataOf<typeof DiscrepancyInvestigatedV1>;
