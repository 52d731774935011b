import { defineEvent, type DataOf } from '../event-contract';
import { code, instant, uuid } from '../fields';

/** A branch has something on its way for the first time. */
export const FollowUpBegunV1 = defineEvent({
  type: 'aftercare.inventory.follow_up.begun.v1',
  meaning: { zh: '网点开始每日跟踪', en: 'A branch begins to follow what it has on its way' },
  keyField: 'followUpId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    followUpId: uuid(),
    branchId: code(),
    firstCutOffAt: instant(),
    begunAt: instant(),
  },
  example: {
    followUpId: '019a5d5e-7c00-7000-8000-000000000061', branchId: 'BR12',
    firstCutOffAt: '2026-07-06T09:30:00.000Z', begunAt: '2026-07-06T03:00:00.000Z',
  },
});
export type FollowUpBegunV1 = DataOf<typeof FollowUpBegunV1>;
