import { EntitySchema } from 'typeorm';
import { Contact } from '../domain/contact';

export const contactMapping = new EntitySchema<Contact>({
  name: 'contact',
  target: Contact,
  columns: {
    id: { type: 'uuid', primary: true },
    branchId: { type: 'text', name: 'branch_id' },
    version: { type: 'int' },
    channel: { type: 'text' },
    caller: { type: 'text', nullable: true },
    words: { type: 'text' },
    customerId: { type: 'uuid', name: 'customer_id', nullable: true },
    recordedBy: { type: 'text', name: 'recorded_by' },
    recordedAt: { type: 'timestamptz', name: 'recorded_at' },
  },
});
