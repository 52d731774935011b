import { aggregateStore } from '@aftercare/event-store';
import type { MergeProposal, MergeProposalEvent } from '../domain/merge-proposal';
import { mergeDecisionPublishes } from '../publishes';
import { mergeProposalMapping } from './merge-proposal.mapping';

export class MergeProposalStore extends aggregateStore<MergeProposal, MergeProposalEvent>({
  kind: 'merge-proposal',
  mapping: mergeProposalMapping,
  publishes: mergeDecisionPublishes,
}) {}
