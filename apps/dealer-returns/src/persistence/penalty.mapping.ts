import { EntitySchema } from 'typeorm';
import { Penalty } from '../domain/penalty';

export const penaltyMapping = new EntitySchema<Penalty>({
  name: 'penalty',
  target: Penalty,
  columns: {
    id: { type: 'uuid', primary: true },
    number: { type: 'text' },
    branchId: { type: 'text', name: 'branch_id' },
    dealerCode: { type: 'text', name: 'dealer_code' },
    obligationId: { type: 'uuid', name: 'obligation_id' },
    part: { type: 'text' },
    qty: { type: 'int' },
    proposed: { type: 'text' },
    currency: { type: 'text' },
    state: { type: 'text' },
    amount: { type: 'text', nullable: true },
    reason: { type: 'text', nullable: true },
    proposedAt: { type: 'timestamptz', name: 'proposed_at' },
    decidedBy: { type: 'text', name: 'decided_by', nullable: true },
    decidedAt: { type: 'timestamptz', name: 'decided_at', nullable: true },
    version: { type: 'int' },
  },
});
