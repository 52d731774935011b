import { EntitySchema } from 'typeorm';
import { Ticket } from '../domain/ticket';

export const ticketMapping = new EntitySchema<Ticket>({
  name: 'ticket',
  target: Ticket,
  columns: {
    id: { type: 'uuid', primary: true },
    branchId: { type: 'text', name: 'branch_id' },
    number: { type: 'text' },
    type: { type: 'text' },
    channel: { type: 'text' },
    state: { type: 'text' },
    ownerId: { type: 'text', name: 'owner_id' },
    customerId: { type: 'uuid', name: 'customer_id', nullable: true },
    contactId: { type: 'uuid', name: 'contact_id' },
    openedBy: { type: 'text', name: 'opened_by' },
    openedAt: { type: 'timestamptz', name: 'opened_at' },
    openedOn: { type: 'date', name: 'opened_on' },
    acknowledgedAt: { type: 'timestamptz', name: 'acknowledged_at' },
    policyCode: { type: 'text', name: 'policy_code', nullable: true },
    policyVersion: { type: 'int', name: 'policy_version', nullable: true },
    responseDueAt: { type: 'timestamptz', name: 'response_due_at', nullable: true },
    takenUpAt: { type: 'timestamptz', name: 'taken_up_at', nullable: true },
    escalatedAt: { type: 'timestamptz', name: 'escalated_at', nullable: true },
    escalatedTo: { type: 'text', name: 'escalated_to', nullable: true },
    version: { type: 'int' },
  },
});
