import { defineEvent, type DataOf } from '../event-contract';
import { code, instant, uuid } from '../fields';

/** Two customers of a branch have the same number: somebody has to say whether they are one. */
export const MergeProposalRaisedV1 = defineEvent({
  type: 'aftercare.directory.merge_proposal.raised.v1',
  meaning: { zh: '两份客户档案疑为同一人，待人工确认', en: 'Two customer records may be one person: somebody has to decide' },
  keyField: 'proposalId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: { proposalId: uuid(), branchId: code(), oneId: uuid(), otherId: uuid(), raisedAt: instant() },
  example: {
    proposalId: '019a5d5e-7c00-7000-8000-000000000007', branchId: 'BR05', oneId: '019a5d5e-7c00-7000-8000-000000000002',
    otherId: '019a5d5e-7c00-7000-8000-000000000005', raisedAt: '2026-03-02T01:20:00.000Z',
  },
});
export type MergeProposalRaisedV1 = DataOf<typeof MergeProposalRaisedV1>;
