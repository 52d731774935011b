import { defineEvent, type DataOf } from '../event-contract';
import { instant } from '../fields';
import { aboutShipment } from './shipping-fields';

/** The receiver does not take it. */
export const ShipmentRefusedV1 = defineEvent({
  type: 'aftercare.inventory.shipment.refused.v1',
  meaning: { zh: '货物被拒收', en: 'The receiver does not take a shipment' },
  keyField: 'shipmentId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutShipment,
    at: instant(),
  },
  example: {
    shipmentId: '019a5d5e-7c00-7000-8000-000000000041', branchId: 'BR05', number: 'SH-HZ-2026-000001', carrier: 'CR01', waybill: 'KDA2026S01001', receiver: { kind: 'dealer', code: 'DL017' }, dealerCode: 'DL017',
    notes: [{ noteId: '019a5d5e-7c00-7000-8000-000000000031', number: 'DN-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011' }],
    ticketIds: ['019a5d5e-7c00-7000-8000-000000000001'], tell: { staff: ['ST030'], dealerCode: 'DL017', customerId: null }, promisedOn: '2026-07-07',
    at: '2026-07-06T03:00:00.000Z',
  },
});
export type ShipmentRefusedV1 = DataOf<typeof ShipmentRefusedV1>;
