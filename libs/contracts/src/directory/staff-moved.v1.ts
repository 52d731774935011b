import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant } from '../fields';

/**
 * A member of staff works for another branch. Tickets that he owns in the branch that he has left stay his until somebody takes them over; who sees to that is told. His
 * record as it is now comes as `registered`.
 */
export const StaffMovedV1 = defineEvent({
  type: 'aftercare.directory.staff.moved.v1',
  meaning: { zh: '员工已调往另一机构', en: 'A member of staff works for another branch' },
  keyField: 'staffId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    staffId: code(),
    /** The branch that he has left: it is about what he leaves behind. */
    branchId: code(),
    to: code(),
    /** The managers of the branch that he has left. */
    tell: Type.Array(code(), { maxItems: 100 }),
    by: actor(),
    movedAt: instant(),
  },
  example: { staffId: 'ST030', branchId: 'BR05', to: 'BR06', tell: ['ST029'], by: 'ST002', movedAt: '2026-07-06T03:00:00.000Z' },
});
export type StaffMovedV1 = DataOf<typeof StaffMovedV1>;
