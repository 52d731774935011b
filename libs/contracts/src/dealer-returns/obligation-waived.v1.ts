import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant, pieces } from '../fields';
import { aboutObligation, obligationExample } from './obligation-fields';

/** What was still open need not come back; the duty leaves the rate. */
export const ObligationWaivedV1 = defineEvent({
  type: 'aftercare.dealer_returns.obligation.waived.v1',
  meaning: { zh: '财务批准免返', en: 'Finance agreed that old parts need not come back' },
  keyField: 'obligationId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutObligation,
    /** So many pieces. */
    qty: pieces({ atLeast: 1 }),
    by: actor(),
    waivedAt: instant(),
  },
  example: { ...obligationExample, state: 'waived', qty: 1, by: 'ST004', waivedAt: '2026-07-15T01:30:00.000Z' },
});
export type ObligationWaivedV1 = DataOf<typeof ObligationWaivedV1>;
