import { EntitySchema } from 'typeorm';
import { ReturnObligation } from '../domain/obligation';

export const obligationMapping = new EntitySchema<ReturnObligation>({
  name: 'obligation',
  tableName: 'obligation',
  target: ReturnObligation,
  columns: {
    id: { type: 'uuid', primary: true },
    number: { type: 'text' },
    branchId: { type: 'text', name: 'branch_id' },
    zone: { type: 'text' },
    dealerCode: { type: 'text', name: 'dealer_code' },
    noteId: { type: 'uuid', name: 'note_id' },
    noteNumber: { type: 'text', name: 'note_number' },
    lineNo: { type: 'int', name: 'line_no' },
    ticketId: { type: 'uuid', name: 'ticket_id', nullable: true },
    part: { type: 'text' },
    shippedAs: { type: 'text', name: 'shipped_as' },
    unitPrice: { type: 'text', name: 'unit_price', nullable: true },
    currency: { type: 'text' },
    qty: { type: 'int' },
    receivedQty: { type: 'int', name: 'received_qty' },
    waivedQty: { type: 'int', name: 'waived_qty' },
    state: { type: 'text' },
    dueOn: { type: 'date', name: 'due_on' },
    receivedOn: { type: 'date', name: 'received_on', nullable: true },
    waiver: { type: 'jsonb', nullable: true },
    incurredAt: { type: 'timestamptz', name: 'incurred_at' },
    version: { type: 'int' },
  },
});
