import { defineEvent, type DataOf } from '../event-contract';
import { code, instant, nullable } from '../fields';
import { ofRequest, requestExample } from './request-fields';

/** The time is over by which a day was to be named for owed pieces, and there is none. */
export const PartsRequestDayOverdueV1 = defineEvent({
  type: 'aftercare.inventory.parts_request.day_overdue.v1',
  meaning: { zh: '欠发配件逾期未给出承诺日期', en: 'No day was named in time for owed pieces' },
  keyField: 'requestId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...ofRequest(),
    /** Who answers for the branch. */
    managerId: nullable(code()),
    overdueAt: instant(),
  },
  example: { ...requestExample, state: 'approved', awaited: true, managerId: 'ST029', overdueAt: '2026-03-03T09:30:00.000Z' },
});
export type PartsRequestDayOverdueV1 = DataOf<typeof PartsRequestDayOverdueV1>;
