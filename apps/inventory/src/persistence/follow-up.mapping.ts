import { EntitySchema } from 'typeorm';
import { FollowUp } from '../domain/follow-up';

export const followUpMapping = new EntitySchema<FollowUp>({
  name: 'follow_up',
  target: FollowUp,
  columns: {
    id: { type: 'uuid', primary: true },
    branchId: { type: 'text', name: 'branch_id' },
    nextCutOffAt: { type: 'timestamptz', name: 'next_cut_off_at' },
    lastDay: { type: 'date', name: 'last_day', nullable: true },
    version: { type: 'int' },
  },
});
