import { defineEvent, type DataOf } from '../event-contract';
import { code, name, nullable, oneOf } from '../fields';

/** Stock is kept in this place of a branch. The event comes again, complete, when the record has changed. */
export const LocationRegisteredV1 = defineEvent({
  type: 'aftercare.inventory.location.registered.v1',
  meaning: { zh: '库位已建档或已变更：仓库或服务车、所属机构、保管人', en: 'A warehouse or van was registered or has changed: branch, who keeps it' },
  keyField: 'locationCode',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    locationCode: code(),
    kind: oneOf('warehouse', 'van'),
    branchId: code(),
    /** The member of staff who keeps it. */
    holderId: nullable(code()),
    name: name(),
  },
  example: { locationCode: 'WH-BR05', kind: 'warehouse', branchId: 'BR05', holderId: 'ST031', name: '杭州配件库' },
});
export type LocationRegisteredV1 = DataOf<typeof LocationRegisteredV1>;
