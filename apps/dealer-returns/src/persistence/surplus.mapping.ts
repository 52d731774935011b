import { EntitySchema } from 'typeorm';
import { Surplus } from '../domain/surplus';

export const surplusMapping = new EntitySchema<Surplus>({
  name: 'surplus',
  target: Surplus,
  columns: {
    id: { type: 'uuid', primary: true },
    branchId: { type: 'text', name: 'branch_id' },
    dealerCode: { type: 'text', name: 'dealer_code' },
    part: { type: 'text' },
    qty: { type: 'int' },
    leftQty: { type: 'int', name: 'left_qty' },
    receivedOn: { type: 'date', name: 'received_on' },
    receivedBy: { type: 'text', name: 'received_by' },
    heldAt: { type: 'timestamptz', name: 'held_at' },
    version: { type: 'int' },
  },
});
