import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, day, instant, nullable, oneOf, pieces, uuid, zone } from '../fields';

/**
 * A delivery of an earlier system was brought in: one note with one line, on its way in one box, with all that became of it. It is no `dispatched`: no stock
 * moves, and nobody waits for anything. Said again when one that was still on its way there is told to have ended. Its own time is that of its dispatch.
 */
export const ShipmentImportedV1 = defineEvent({
  type: 'aftercare.inventory.shipment.imported.v1',
  meaning: { zh: '从原系统导入了一次发货（连同其结果）', en: 'A delivery of an earlier system was brought in, with what became of it' },
  keyField: 'shipmentId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    shipmentId: uuid(),
    branchId: code(),
    /** The number of its delivery note, as it was there. */
    noteNumber: code(),
    /** Which system or habit of sheets it comes from. */
    source: code(),
    ticketId: nullable(uuid()),
    /** Whose account it went to. */
    dealerCode: nullable(code()),
    /** The warehouse or van that it left. */
    location: code(),
    carrier: code(),
    waybill: code(),
    part: code(),
    qty: pieces({ atLeast: 1 }),
    dispatchedOn: day(),
    promisedOn: day(),
    /** `null`: it was lost, or still on its way when the other system was left. */
    arrivedOn: nullable(day()),
    /** How many pieces came; `null`: nobody has said. */
    receivedQty: nullable(pieces()),
    /** What was wrong with it; `null`: nothing. */
    difference: nullable(oneOf('short', 'over', 'damaged', 'wrong', 'lost')),
    /** The branch's: whether the promised day is over is said by its clock. */
    zone: zone(),
    by: actor(),
    importedAt: instant(),
  },
  example: {
    shipmentId: '019a5d5e-7c00-7000-8000-000000000041', branchId: 'BR05', noteNumber: 'DN-HZ-2025-000123', source: 'erp', ticketId: '019a5d5e-7c00-7000-8000-000000000001', dealerCode: 'DL017',
    location: 'WH-BR05', carrier: 'CR01', waybill: 'KDA2025000123HZ', part: 'PT039', qty: 2, dispatchedOn: '2025-09-02', promisedOn: '2025-09-04', arrivedOn: '2025-09-04', receivedQty: 1,
    difference: 'short', zone: 'Asia/Shanghai', by: 'ST002', importedAt: '2026-07-01T01:15:30.000Z',
  },
});
export type ShipmentImportedV1 = DataOf<typeof ShipmentImportedV1>;
