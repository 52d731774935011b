import { defineEvent, type DataOf } from '../event-contract';
import { code, name, nullable, oneOf, zone } from '../fields';

/** A branch, region or factory takes part from now on, with the zone and calendar that its days and targets follow. It comes again, complete, when the record has changed. */
export const BranchRegisteredV1 = defineEvent({
  type: 'aftercare.directory.branch.registered.v1',
  meaning: { zh: '机构（总厂、大区或分公司）已登记', en: 'A branch, region or factory was registered' },
  keyField: 'branchId',
  branchField: 'branchId',
  personalData: 'none',
  fields: {
    branchId: code(),
    name: name(),
    shortCode: code(),
    kind: oneOf('factory', 'region', 'branch'),
    parentId: nullable(code()),
    zone: zone(),
    calendarCode: code(),
    city: name(),
  },
  example: {
    branchId: 'BR05',
    name: '杭州分公司',
    shortCode: 'HZ',
    kind: 'branch',
    parentId: 'RG2',
    zone: 'Asia/Shanghai',
    calendarCode: 'CN-STD',
    city: '杭州',
  },
});
export type BranchRegisteredV1 = DataOf<typeof BranchRegisteredV1>;
