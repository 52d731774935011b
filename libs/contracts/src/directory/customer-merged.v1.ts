import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, uuid } from '../fields';

/** Two records were one customer: this one is closed, and its id leads to the survivor's from now on. */
export const CustomerMergedV1 = defineEvent({
  type: 'aftercare.directory.customer.merged.v1',
  meaning: { zh: '客户档案已合并到另一份', en: 'A customer record was merged into another one' },
  keyField: 'customerId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: { customerId: uuid(), branchId: code(), survivorId: uuid(), decidedBy: actor(), mergedAt: instant() },
  example: {
    customerId: '019a5d5e-7c00-7000-8000-000000000002', branchId: 'BR05', survivorId: '019a5d5e-7c00-7000-8000-000000000005', decidedBy: 'ST030',
    mergedAt: '2026-03-02T01:20:00.000Z',
  },
});
export type CustomerMergedV1 = DataOf<typeof CustomerMergedV1>;
