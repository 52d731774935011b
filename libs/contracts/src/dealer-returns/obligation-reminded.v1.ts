import { defineEvent, type DataOf } from '../event-contract';
import { instant, pieces } from '../fields';
import { aboutObligation, obligationExample } from './obligation-fields';

/** Seven days are left of the time in which an old part has to come back. */
export const ObligationRemindedV1 = defineEvent({
  type: 'aftercare.dealer_returns.obligation.reminded.v1',
  meaning: { zh: '旧件返还提醒（到期前七天）', en: 'A dealer is reminded of an old part that he owes' },
  keyField: 'obligationId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutObligation,
    openQty: pieces({ atLeast: 1 }),
    remindedAt: instant(),
  },
  example: { ...obligationExample, state: 'reminded', openQty: 1, remindedAt: '2026-07-19T01:00:00.000Z' },
});
export type ObligationRemindedV1 = DataOf<typeof ObligationRemindedV1>;
