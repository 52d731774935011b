import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant } from '../fields';
import { aboutShipment } from './shipping-fields';

/** The carrier cannot find it. */
export const ShipmentLostV1 = defineEvent({
  type: 'aftercare.inventory.shipment.lost.v1',
  meaning: { zh: '货物丢失', en: 'A shipment is lost' },
  keyField: 'shipmentId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutShipment,
    by: actor(),
    at: instant(),
  },
  example: {
    shipmentId: '019a5d5e-7c00-7000-8000-000000000041', branchId: 'BR05', number: 'SH-HZ-2026-000001', carrier: 'CR01', waybill: 'KDA2026S01001', receiver: { kind: 'dealer', code: 'DL017' }, dealerCode: 'DL017',
    notes: [{ noteId: '019a5d5e-7c00-7000-8000-000000000031', number: 'DN-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011' }],
    ticketIds: ['019a5d5e-7c00-7000-8000-000000000001'], tell: { staff: ['ST030'], dealerCode: 'DL017', customerId: null }, promisedOn: '2026-07-07',
    by: 'ST030', at: '2026-07-06T03:00:00.000Z',
  },
});
export type ShipmentLostV1 = DataOf<typeof ShipmentLostV1>;
