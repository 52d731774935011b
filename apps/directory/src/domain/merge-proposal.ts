import { RuleViolation } from '@aftercare/kernel';

export interface MergeAccepted {
  readonly type: 'MergeAccepted';
  readonly by: string;
  readonly at: Date;
}
export interface MergeDeclined {
  readonly type: 'MergeDeclined';
  readonly by: string;
  readonly at: Date;
}
export type MergeProposalEvent = MergeAccepted | MergeDeclined;

/** Two customers of a branch with one number: `proposed → accepted | declined`. Only a person decides, once. */
export class MergeProposal {
  readonly id: string;
  readonly branchId: string;
  readonly oneId: string;
  readonly otherId: string;
  state: 'proposed' | 'accepted' | 'declined';
  decidedBy: string | null;
  decidedAt: Date | null;
  readonly version: number;

  private constructor() {}

  /** They are one, and `survivorId` is the record that stays. */
  accept(survivorId: string, by: string, now: Date): MergeProposalEvent[] {
    if (survivorId !== this.oneId && survivorId !== this.otherId) throw new RuleViolation('merge-proposal.survivor-unknown');
    this.decide('accepted', by, now);
    return [{ type: 'MergeAccepted', by, at: now }];
  }

  /** They are two, and nobody is asked again. */
  decline(by: string, now: Date): MergeProposalEvent[] {
    this.decide('declined', by, now);
    return [{ type: 'MergeDeclined', by, at: now }];
  }

  private decide(state: 'accepted' | 'declined', by: string, now: Date): void {
    if (this.state !== 'proposed') throw new RuleViolation('merge-proposal.decided', { state: this.state });
    this.state = state;
    this.decidedBy = by;
    this.decidedAt = now;
  }
}
