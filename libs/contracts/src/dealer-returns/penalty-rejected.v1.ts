import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant, word } from '../fields';
import { aboutPenalty, penaltyExample } from './penalty-fields';

/** Finance did not agree to a penalty: the dealer pays nothing. */
export const PenaltyRejectedV1 = defineEvent({
  type: 'aftercare.dealer_returns.penalty.rejected.v1',
  meaning: { zh: '财务未批准罚款', en: 'Finance did not agree to a penalty' },
  keyField: 'penaltyId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutPenalty,
    reason: word(),
    by: actor(),
    rejectedAt: instant(),
  },
  example: { ...penaltyExample, reason: 'goodwill', by: 'ST004', rejectedAt: '2026-08-11T02:00:00.000Z' },
});
export type PenaltyRejectedV1 = DataOf<typeof PenaltyRejectedV1>;
