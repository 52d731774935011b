import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { closed, code, customerClass, day, nullable, uuid, wallTime } from '../fields';

/** A customer is on file at a branch. The event comes again, complete, when the record has changed. Name, phone and address stay in `directory`. */
export const CustomerRegisteredV1 = defineEvent({
  type: 'aftercare.directory.customer.registered.v1',
  meaning: { zh: '客户已建档：编号、等级、所属机构', en: 'A customer was registered: code, class, branch' },
  keyField: 'customerId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    customerId: uuid(),
    code: code(),
    branchId: code(),
    customerClass: customerClass(),
    dealerCode: nullable(code()),
    ownerId: nullable(code()),
    /** Who acts for the owner. */
    agentId: Type.Optional(nullable(code())),
    /** How much of what one should know of a customer is on file, in per cent. */
    completeness: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    /** When somebody last went through the record with the customer. */
    lastCheckedOn: Type.Optional(nullable(day())),
    /** When he is not to be disturbed, as the clock at his branch shows it; over midnight when `to` comes before `from`. `null`: never said. */
    quietHours: Type.Optional(nullable(closed({ from: wallTime(), to: wallTime() }))),
  },
  example: {
    customerId: '019a5d5e-7c00-7000-8000-000000000002',
    code: 'CU00396',
    branchId: 'BR05',
    customerClass: 'regular',
    dealerCode: 'DL014',
    ownerId: 'ST030',
    agentId: null,
    completeness: 87,
    lastCheckedOn: '2026-03-02',
    quietHours: { from: '21:30', to: '08:00' },
  },
});
export type CustomerRegisteredV1 = DataOf<typeof CustomerRegisteredV1>;
