import { defineEvent, type DataOf } from '../event-contract';
import { code, instant, word } from '../fields';
import { aboutShipment } from './shipping-fields';

/** The carrier said something of it, at his own time. */
export const ShipmentTrackedV1 = defineEvent({
  type: 'aftercare.inventory.shipment.tracked.v1',
  meaning: { zh: '承运轨迹更新', en: 'The carrier said something of a shipment' },
  keyField: 'shipmentId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutShipment,
    kind: word(),
    code: code(),
    eventAt: instant(),
    state: word(),
    heardAt: instant(),
  },
  example: {
    shipmentId: '019a5d5e-7c00-7000-8000-000000000041', branchId: 'BR05', number: 'SH-HZ-2026-000001', carrier: 'CR01', waybill: 'KDA2026S01001', receiver: { kind: 'dealer', code: 'DL017' }, dealerCode: 'DL017',
    notes: [{ noteId: '019a5d5e-7c00-7000-8000-000000000031', number: 'DN-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011' }],
    ticketIds: ['019a5d5e-7c00-7000-8000-000000000001'], tell: { staff: ['ST030'], dealerCode: 'DL017', customerId: null }, promisedOn: '2026-07-07',
    kind: 'moving', code: '2', eventAt: '2026-07-06T03:00:00.000Z', state: 'in_transit', heardAt: '2026-07-06T03:00:00.000Z',
  },
});
export type ShipmentTrackedV1 = DataOf<typeof ShipmentTrackedV1>;
