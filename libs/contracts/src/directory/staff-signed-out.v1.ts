import { defineEvent, type DataOf } from '../event-contract';
import { code, instant } from '../fields';

/** A member of staff has left work, or his day is over: no ticket is given to him by itself. */
export const StaffSignedOutV1 = defineEvent({
  type: 'aftercare.directory.staff.signed_out.v1',
  meaning: { zh: '员工已签退', en: 'A member of staff signed out: no work is given to him by itself' },
  keyField: 'staffId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: { staffId: code(), branchId: code(), at: instant() },
  example: { staffId: 'ST030', branchId: 'BR05', at: '2026-03-02T00:25:00.000Z' },
});
export type StaffSignedOutV1 = DataOf<typeof StaffSignedOutV1>;
