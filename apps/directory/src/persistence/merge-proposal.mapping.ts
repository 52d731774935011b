import { EntitySchema } from 'typeorm';
import { MergeProposal } from '../domain/merge-proposal';

export const mergeProposalMapping = new EntitySchema<MergeProposal>({
  name: 'merge_proposal',
  target: MergeProposal,
  columns: {
    id: { type: 'uuid', primary: true },
    branchId: { type: 'text', name: 'branch_id' },
    version: { type: 'int' },
    oneId: { type: 'uuid', name: 'one_id' },
    otherId: { type: 'uuid', name: 'other_id' },
    state: { type: 'text' },
    decidedBy: { type: 'text', name: 'decided_by', nullable: true },
    decidedAt: { type: 'timestamptz', name: 'decided_at', nullable: true },
  },
});
