import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant, pieces } from '../fields';
import { aboutObligation, obligationExample } from './obligation-fields';

/** Finance did not agree: everything is owed as before. */
export const ObligationWaiverRejectedV1 = defineEvent({
  type: 'aftercare.dealer_returns.obligation.waiver_rejected.v1',
  meaning: { zh: '财务未批准免返', en: 'Finance did not agree: the old parts are still owed' },
  keyField: 'obligationId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutObligation,
    openQty: pieces({ atLeast: 1 }),
    by: actor(),
    rejectedAt: instant(),
  },
  example: { ...obligationExample, state: 'reminded', openQty: 1, by: 'ST004', rejectedAt: '2026-07-15T01:30:00.000Z' },
});
export type ObligationWaiverRejectedV1 = DataOf<typeof ObligationWaiverRejectedV1>;
