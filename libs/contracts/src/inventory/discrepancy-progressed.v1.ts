import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant, oneOf } from '../fields';
import { aboutDiscrepancy, discrepancyExample } from './discrepancy-fields';

/** One of the two things that a remedy awaits has been done; the other one settles the difference. */
export const DiscrepancyProgressedV1 = defineEvent({
  type: 'aftercare.inventory.discrepancy.progressed.v1',
  meaning: { zh: '差错处理已办一步', en: 'A step of a difference’s remedy has been done' },
  keyField: 'discrepancyId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutDiscrepancy,
    /** The rejected pieces came back, or what was sent again has come. */
    done: oneOf('taken_in', 'resent'),
    by: actor(),
    at: instant(),
  },
  example: { ...discrepancyExample, state: 'agreed', cause: 'carrier', remedy: 'resend', costOwner: 'carrier', done: 'taken_in', by: 'ST031', at: '2026-07-16T02:00:00.000Z' },
});
export type DiscrepancyProgressedV1 = DataOf<typeof DiscrepancyProgressedV1>;
