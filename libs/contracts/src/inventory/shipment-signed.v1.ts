import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { day, instant } from '../fields';
import { aboutShipment } from './shipping-fields';

/** It has arrived, at the time of whoever saw it. Raised again when an earlier arrival becomes known. */
export const ShipmentSignedV1 = defineEvent({
  type: 'aftercare.inventory.shipment.signed.v1',
  meaning: { zh: '货物已签收', en: 'A shipment has arrived' },
  keyField: 'shipmentId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutShipment,
    arrivedAt: instant(),
    arrivedOn: day(),
    late: Type.Boolean(),
    heardAt: instant(),
  },
  example: {
    shipmentId: '019a5d5e-7c00-7000-8000-000000000041', branchId: 'BR05', number: 'SH-HZ-2026-000001', carrier: 'CR01', waybill: 'KDA2026S01001', receiver: { kind: 'dealer', code: 'DL017' }, dealerCode: 'DL017',
    notes: [{ noteId: '019a5d5e-7c00-7000-8000-000000000031', number: 'DN-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011' }],
    ticketIds: ['019a5d5e-7c00-7000-8000-000000000001'], tell: { staff: ['ST030'], dealerCode: 'DL017', customerId: null }, promisedOn: '2026-07-07',
    arrivedAt: '2026-07-07T07:10:00.000Z', arrivedOn: '2026-07-07', late: false, heardAt: '2026-07-07T07:10:00.000Z',
  },
});
export type ShipmentSignedV1 = DataOf<typeof ShipmentSignedV1>;
