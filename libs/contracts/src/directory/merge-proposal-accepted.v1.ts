import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, uuid } from '../fields';

/** A person has decided that two records are one customer; the customers say themselves what became of them. */
export const MergeProposalAcceptedV1 = defineEvent({
  type: 'aftercare.directory.merge_proposal.accepted.v1',
  meaning: { zh: '确认为同一客户', en: 'Two customer records are one person, somebody has decided' },
  keyField: 'proposalId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: { proposalId: uuid(), branchId: code(), oneId: uuid(), otherId: uuid(), decidedBy: actor(), decidedAt: instant() },
  example: {
    proposalId: '019a5d5e-7c00-7000-8000-000000000007', branchId: 'BR05', oneId: '019a5d5e-7c00-7000-8000-000000000002',
    otherId: '019a5d5e-7c00-7000-8000-000000000005', decidedBy: 'ST030', decidedAt: '2026-03-02T01:25:00.000Z',
  },
});
export type MergeProposalAcceptedV1 = DataOf<typeof MergeProposalAcceptedV1>;
