import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant, money, word } from '../fields';
import { aboutPenalty, penaltyExample } from './penalty-fields';

/** Finance agreed to a penalty, as it was proposed or less. */
export const PenaltyApprovedV1 = defineEvent({
  type: 'aftercare.dealer_returns.penalty.approved.v1',
  meaning: { zh: '财务批准罚款', en: 'Finance agreed to a penalty' },
  keyField: 'penaltyId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutPenalty,
    amount: money(),
    reason: word(),
    by: actor(),
    approvedAt: instant(),
  },
  example: { ...penaltyExample, amount: '48.00', reason: 'no_cause', by: 'ST004', approvedAt: '2026-08-11T02:00:00.000Z' },
});
export type PenaltyApprovedV1 = DataOf<typeof PenaltyApprovedV1>;
