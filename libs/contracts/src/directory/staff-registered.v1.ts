import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { code, nullable, word } from '../fields';

/**
 * A member of staff works for a branch, in a role. The event comes again, complete, when the record has changed. Who that is (name, phone)
 * only `directory` knows.
 */
export const StaffRegisteredV1 = defineEvent({
  type: 'aftercare.directory.staff.registered.v1',
  meaning: { zh: '员工已登记：岗位、所属机构、技能', en: 'A member of staff was registered: role, branch, skills' },
  keyField: 'staffId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    staffId: code(),
    role: word(),
    branchId: code(),
    managerId: nullable(code()),
    skills: Type.Array(word(), { maxItems: 100 }),
    active: Type.Boolean(),
    /** Whom he has declared as a relative: codes of staff, dealers and customers. It binds both. */
    relatives: Type.Optional(Type.Array(code(), { maxItems: 100 })),
  },
  example: { staffId: 'ST030', role: 'clerk', branchId: 'BR05', managerId: 'ST029', skills: ['phone', 'parts'], active: true, relatives: ['ST010', 'DL017', 'CU00012'] },
});
export type StaffRegisteredV1 = DataOf<typeof StaffRegisteredV1>;
