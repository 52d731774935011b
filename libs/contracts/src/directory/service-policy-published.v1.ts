import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { code, customerClass, day, minutes, priority, ticketType } from '../fields';

/** The service targets for one kind of ticket, priority and customer, in minutes of business time, from a day on. */
export const ServicePolicyPublishedV1 = defineEvent({
  type: 'aftercare.directory.service_policy.published.v1',
  meaning: { zh: '服务时限标准已发布（按营业时间分钟计）', en: 'Service targets were published, in business minutes' },
  keyField: 'policyCode',
  branchField: null,
  personalData: 'none',
  fields: {
    policyCode: code(),
    version: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    validFrom: day(),
    ticketType: ticketType(),
    priority: priority(),
    customerClass: customerClass(),
    firstResponseMin: minutes(),
    nextUpdateMin: minutes(),
    resolutionMin: minutes(),
    calendarCode: code(),
  },
  example: {
    policyCode: 'SP001',
    version: 1,
    validFrom: '2025-07-01',
    ticketType: 'call',
    priority: 'urgent',
    customerClass: 'key',
    firstResponseMin: 5,
    nextUpdateMin: 10,
    resolutionMin: 30,
    calendarCode: 'CN-STD',
  },
});
export type ServicePolicyPublishedV1 = DataOf<typeof ServicePolicyPublishedV1>;
