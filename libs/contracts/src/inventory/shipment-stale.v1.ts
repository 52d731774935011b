import { defineEvent, type DataOf } from '../event-contract';
import { instant, oneOf } from '../fields';
import { aboutShipment } from './shipping-fields';

/** It does not move: the carrier says so, or says nothing for too long. */
export const ShipmentStaleV1 = defineEvent({
  type: 'aftercare.inventory.shipment.stale.v1',
  meaning: { zh: '货物停滞（承运通知，或久无消息）', en: 'A shipment does not move' },
  keyField: 'shipmentId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutShipment,
    because: oneOf('carrier', 'silence'),
    lastHeardAt: instant(),
    at: instant(),
  },
  example: {
    shipmentId: '019a5d5e-7c00-7000-8000-000000000041', branchId: 'BR05', number: 'SH-HZ-2026-000001', carrier: 'CR01', waybill: 'KDA2026S01001', receiver: { kind: 'dealer', code: 'DL017' }, dealerCode: 'DL017',
    notes: [{ noteId: '019a5d5e-7c00-7000-8000-000000000031', number: 'DN-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011' }],
    ticketIds: ['019a5d5e-7c00-7000-8000-000000000001'], tell: { staff: ['ST030'], dealerCode: 'DL017', customerId: null }, promisedOn: '2026-07-07',
    because: 'carrier', lastHeardAt: '2026-07-06T03:00:00.000Z', at: '2026-07-06T03:00:00.000Z',
  },
});
export type ShipmentStaleV1 = DataOf<typeof ShipmentStaleV1>;
