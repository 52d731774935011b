import { EntitySchema } from 'typeorm';
import { Dealer } from '../domain/dealer';

export const dealerMapping = new EntitySchema<Dealer>({
  name: 'dealer',
  target: Dealer,
  columns: {
    id: { type: 'text', primary: true, name: 'dealer_code' },
    branchId: { type: 'text', name: 'branch_id' },
    version: { type: 'int' },
    name: { type: 'text' },
    role: { type: 'text' },
    contactName: { type: 'text', name: 'contact_name', nullable: true },
    phone: { type: 'text' },
    address: { type: 'text', nullable: true },
    territory: { type: 'text', nullable: true },
    parentDealerCode: { type: 'text', name: 'parent_dealer_code', nullable: true },
    keyAccount: { type: 'boolean', name: 'key_account' },
    representativeId: { type: 'text', name: 'representative_id', nullable: true },
    creditLimit: { type: 'numeric', name: 'credit_limit', nullable: true },
    currency: { type: 'text', nullable: true },
    joinedOn: { type: 'date', name: 'joined_on', nullable: true },
    remark: { type: 'text', nullable: true },
  },
});
