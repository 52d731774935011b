import { EntitySchema } from 'typeorm';
import { Loan } from '../domain/loan';

export const loanMapping = new EntitySchema<Loan>({
  name: 'loan',
  target: Loan,
  columns: {
    id: { type: 'uuid', primary: true },
    number: { type: 'text' },
    branchId: { type: 'text', name: 'branch_id' },
    zone: { type: 'text' },
    location: { type: 'text' },
    borrowerKind: { type: 'text', name: 'borrower_kind' },
    borrower: { type: 'text' },
    borrowerCode: { type: 'text', name: 'borrower_code' },
    ticketId: { type: 'uuid', name: 'ticket_id', nullable: true },
    serial: { type: 'text', nullable: true },
    part: { type: 'text', nullable: true },
    qty: { type: 'int' },
    unitPrice: { type: 'text', name: 'unit_price', nullable: true },
    currency: { type: 'text' },
    dueOn: { type: 'date', name: 'due_on' },
    lentBy: { type: 'text', name: 'lent_by' },
    lentAt: { type: 'timestamptz', name: 'lent_at' },
    state: { type: 'text' },
    returnedQty: { type: 'int', name: 'returned_qty' },
    chargedQty: { type: 'int', name: 'charged_qty' },
    chargedAmount: { type: 'text', name: 'charged_amount', nullable: true },
    endedAt: { type: 'timestamptz', name: 'ended_at', nullable: true },
    version: { type: 'int' },
  },
});
