import { defineEvent, type DataOf } from '../event-contract';
import { code, instant } from '../fields';

/** A member of staff is at work: he may be given tickets. */
export const StaffSignedInV1 = defineEvent({
  type: 'aftercare.directory.staff.signed_in.v1',
  meaning: { zh: '员工已签到', en: 'A member of staff signed in: work can be given to him' },
  keyField: 'staffId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: { staffId: code(), branchId: code(), at: instant() },
  example: { staffId: 'ST030', branchId: 'BR05', at: '2026-03-02T00:25:00.000Z' },
});
export type StaffSignedInV1 = DataOf<typeof StaffSignedInV1>;
