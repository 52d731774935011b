import { EntitySchema } from 'typeorm';
import { Notice } from '../domain/notice';

export const noticeMapping = new EntitySchema<Notice>({
  name: 'notice',
  target: Notice,
  columns: {
    id: { type: 'uuid', primary: true },
    branchId: { type: 'text', name: 'branch_id' },
    version: { type: 'int' },
    receiverKind: { type: 'text', name: 'receiver_kind' },
    receiver: { type: 'text' },
    kind: { type: 'text' },
    wording: { type: 'text' },
    about: { type: 'uuid' },
    reference: { type: 'text', nullable: true },
    day: { type: 'date', nullable: true },
    factId: { type: 'uuid', name: 'fact_id' },
    madeAt: { type: 'timestamptz', name: 'made_at' },
    deliverAt: { type: 'timestamptz', name: 'deliver_at' },
    state: { type: 'text' },
    deliveredAt: { type: 'timestamptz', name: 'delivered_at', nullable: true },
    readAt: { type: 'timestamptz', name: 'read_at', nullable: true },
  },
});
