import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { code, day, nullable, oneOf, uuid } from '../fields';

/**
 * A device is on file like this: what it is, who sold it, whose it is, and the last day of each guarantee. The event comes again, complete,
 * when the record has changed; so a reader needs no rule of its own to say what a day falls under.
 */
export const DeviceRegisteredV1 = defineEvent({
  type: 'aftercare.directory.device.registered.v1',
  meaning: { zh: '设备已登记或已变更：型号、批次、经销商、客户、三包截止日', en: 'A device was registered or has changed: model, lot, dealer, owner, last day of each guarantee' },
  keyField: 'serial',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    serial: code(),
    /** Of its owner; of its dealer while nobody has bought it. */
    branchId: code(),
    modelCode: code(),
    lot: nullable(code()),
    madeOn: nullable(day()),
    dealerCode: nullable(code()),
    customerId: nullable(uuid()),
    installedOn: nullable(day()),
    /** Where the three days come from; `unknown`: there is no day of installation, and all three are null. */
    warrantySource: oneOf('installation', 'manual', 'unknown'),
    /** Covered up to and including this day; null: unknown, or the guarantee was never given. */
    repairUntil: nullable(day()),
    replaceUntil: nullable(day()),
    refundUntil: nullable(day()),
    /** The owner belongs to another branch than the dealer. */
    soldOutsideArea: Type.Boolean(),
  },
  example: {
    serial: 'YG2509000003', branchId: 'BR05', modelCode: 'MD11', lot: 'L2509-A', madeOn: '2025-09-07', dealerCode: 'DL014',
    customerId: '019a5d5e-7c00-7000-8000-000000000002', installedOn: '2025-10-21',
    warrantySource: 'installation', repairUntil: '2026-10-21', replaceUntil: '2026-01-21', refundUntil: '2025-11-21', soldOutsideArea: false,
  },
});
export type DeviceRegisteredV1 = DataOf<typeof DeviceRegisteredV1>;
