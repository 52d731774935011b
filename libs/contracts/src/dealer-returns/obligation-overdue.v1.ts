import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { code, instant, pieces } from '../fields';
import { aboutObligation, obligationExample } from './obligation-fields';

/** The due day is over and old parts are still owed. */
export const ObligationOverdueV1 = defineEvent({
  type: 'aftercare.dealer_returns.obligation.overdue.v1',
  meaning: { zh: '旧件返还已逾期', en: 'An old part has not come back in time' },
  keyField: 'obligationId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutObligation,
    openQty: pieces({ atLeast: 1 }),
    /** Who in the branch sees to it. */
    tell: Type.Array(code(), { maxItems: 100 }),
    overdueAt: instant(),
  },
  example: { ...obligationExample, state: 'overdue', openQty: 1, tell: ['ST030'], overdueAt: '2026-07-26T16:00:00.000Z' },
});
export type ObligationOverdueV1 = DataOf<typeof ObligationOverdueV1>;
