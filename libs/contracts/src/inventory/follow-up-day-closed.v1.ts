import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { closed, code, day, instant, nullable, uuid } from '../fields';

/** The cut-off of a workday: which shipments nobody has said anything of. */
export const FollowUpDayClosedV1 = defineEvent({
  type: 'aftercare.inventory.follow_up.day_closed.v1',
  meaning: { zh: '当日跟踪截止，未跟踪清单', en: 'The cut-off of a workday, with what nobody has followed' },
  keyField: 'followUpId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    followUpId: uuid(),
    branchId: code(),
    day: day(),
    managerId: nullable(code()),
    unfollowed: Type.Array(closed({ shipmentId: uuid(), number: code(), waybill: code(), dealerCode: nullable(code()) }), { maxItems: 2_000 }),
    closedAt: instant(),
  },
  example: {
    followUpId: '019a5d5e-7c00-7000-8000-000000000061', branchId: 'BR12',
    day: '2026-07-20', managerId: 'ST057', unfollowed: [{ shipmentId: '019a5d5e-7c00-7000-8000-000000000041', number: 'SH-NN-2026-000003', waybill: 'KDA2026S14003', dealerCode: 'DL036' }], closedAt: '2026-07-20T09:30:00.000Z',
  },
});
export type FollowUpDayClosedV1 = DataOf<typeof FollowUpDayClosedV1>;
