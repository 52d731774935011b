import { defineEvent, type DataOf } from '../event-contract';
import { code, instant, uuid } from '../fields';

/** A member of staff is asked to look after a customer; he accepts or declines. */
export const CustomerOfferedV1 = defineEvent({
  type: 'aftercare.directory.customer.offered.v1',
  meaning: { zh: '新客户已按轮次分配，待接受', en: 'A customer was offered to the member of staff whose turn it is' },
  keyField: 'customerId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: { customerId: uuid(), branchId: code(), offeredTo: code(), offeredAt: instant() },
  example: { customerId: '019a5d5e-7c00-7000-8000-000000000002', branchId: 'BR05', offeredTo: 'ST030', offeredAt: '2026-03-02T01:20:00.000Z' },
});
export type CustomerOfferedV1 = DataOf<typeof CustomerOfferedV1>;
