import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, day, instant, money, nullable, oneOf, uuid, zone } from '../fields';

/**
 * A repair of an earlier system was brought in as it stood there: what was done to a device under a ticket. Said again when one that was under way there is told to have
 * ended. Its own time is that of its opening.
 */
export const RepairImportedV1 = defineEvent({
  type: 'aftercare.tickets.repair.imported.v1',
  meaning: { zh: '从原系统导入了一次维修', en: 'A repair of an earlier system was brought in' },
  keyField: 'repairId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    repairId: uuid(),
    branchId: code(),
    /** As it was there. */
    number: code(),
    /** Which system or habit of sheets it comes from. */
    source: code(),
    ticketId: uuid(),
    serial: code(),
    faultFamily: code(),
    faultCode: nullable(code()),
    technicianId: nullable(code()),
    state: oneOf('in_progress', 'completed', 'cancelled'),
    openedOn: day(),
    completedOn: nullable(day()),
    partsCost: nullable(money()),
    labourCost: nullable(money()),
    currency: code(),
    /** Somebody has ruled that it is no rework, although the same device came back with the same family of faults. */
    reworkOverruled: Type.Boolean(),
    zone: zone(),
    by: actor(),
    importedAt: instant(),
  },
  example: {
    repairId: '019a5d5e-7c00-7000-8000-0000000000a1', branchId: 'BR05', number: 'RP-HZ-2025-000012', source: 'erp', ticketId: '019a5d5e-7c00-7000-8000-000000000001', serial: 'YG2503000407', faultFamily: 'HEAT',
    faultCode: 'HEAT-01', technicianId: 'ST032', state: 'completed', openedOn: '2025-09-02', completedOn: '2025-09-05', partsCost: '96.25', labourCost: '30.00', currency: 'CNY', reworkOverruled: false,
    zone: 'Asia/Shanghai', by: 'ST002', importedAt: '2026-07-01T01:15:30.000Z',
  },
});
export type RepairImportedV1 = DataOf<typeof RepairImportedV1>;
