import { EntitySchema } from 'typeorm';
import { DealerPayment } from '../domain/dealer-payment';

export const dealerPaymentMapping = new EntitySchema<DealerPayment>({
  name: 'dealer_payment',
  target: DealerPayment,
  columns: {
    id: { type: 'uuid', primary: true },
    number: { type: 'text' },
    branchId: { type: 'text', name: 'branch_id' },
    dealerCode: { type: 'text', name: 'dealer_code' },
    amount: { type: 'text' },
    currency: { type: 'text' },
    paidOn: { type: 'date', name: 'paid_on' },
    reference: { type: 'text' },
    reason: { type: 'text' },
    state: { type: 'text' },
    recordedBy: { type: 'text', name: 'recorded_by' },
    recordedAt: { type: 'timestamptz', name: 'recorded_at' },
    undoReason: { type: 'text', name: 'undo_reason', nullable: true },
    undoneBy: { type: 'text', name: 'undone_by', nullable: true },
    undoneAt: { type: 'timestamptz', name: 'undone_at', nullable: true },
    version: { type: 'int' },
  },
});
