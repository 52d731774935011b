import { EntitySchema } from 'typeorm';
import { Transfer } from '../domain/transfer';

export const transferMapping = new EntitySchema<Transfer>({
  name: 'transfer',
  target: Transfer,
  columns: {
    id: { type: 'uuid', primary: true },
    number: { type: 'text' },
    branchId: { type: 'text', name: 'branch_id' },
    fromLocation: { type: 'text', name: 'from_location' },
    toBranchId: { type: 'text', name: 'to_branch_id' },
    toLocation: { type: 'text', name: 'to_location' },
    lines: { type: 'jsonb' },
    preparedBy: { type: 'text', name: 'prepared_by' },
    preparedAt: { type: 'timestamptz', name: 'prepared_at' },
    state: { type: 'text' },
    sentBy: { type: 'text', name: 'sent_by', nullable: true },
    sentAt: { type: 'timestamptz', name: 'sent_at', nullable: true },
    receivedBy: { type: 'text', name: 'received_by', nullable: true },
    receivedAt: { type: 'timestamptz', name: 'received_at', nullable: true },
    version: { type: 'int' },
  },
});
