import { defineEvent, type DataOf } from '../event-contract';
import { instant } from '../fields';
import { aboutPenalty, penaltyExample } from './penalty-fields';

/** An old part is overdue for long and nobody has said why: the rule proposes a penalty. */
export const PenaltyProposedV1 = defineEvent({
  type: 'aftercare.dealer_returns.penalty.proposed.v1',
  meaning: { zh: '按规则建议罚款，待财务决定', en: 'A penalty for an overdue old part is proposed' },
  keyField: 'penaltyId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutPenalty,
    proposedAt: instant(),
  },
  example: { ...penaltyExample, proposedAt: '2026-08-10T16:00:00.000Z' },
});
export type PenaltyProposedV1 = DataOf<typeof PenaltyProposedV1>;
