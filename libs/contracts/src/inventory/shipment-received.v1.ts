import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { instant, uuid } from '../fields';
import { aboutShipment } from './shipping-fields';

/** What came by one of its notes is known; `awaited` are those of which it is not. */
export const ShipmentReceivedV1 = defineEvent({
  type: 'aftercare.inventory.shipment.received.v1',
  meaning: { zh: '货物的一张发货单已确认收货', en: 'What came by one of the notes of a shipment is known' },
  keyField: 'shipmentId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutShipment,
    noteId: uuid(),
    awaited: Type.Array(uuid(), { maxItems: 50 }),
    receivedAt: instant(),
  },
  example: {
    shipmentId: '019a5d5e-7c00-7000-8000-000000000041', branchId: 'BR05', number: 'SH-HZ-2026-000001', carrier: 'CR01', waybill: 'KDA2026S01001', receiver: { kind: 'dealer', code: 'DL017' }, dealerCode: 'DL017',
    notes: [{ noteId: '019a5d5e-7c00-7000-8000-000000000031', number: 'DN-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011' }],
    ticketIds: ['019a5d5e-7c00-7000-8000-000000000001'], tell: { staff: ['ST030'], dealerCode: 'DL017', customerId: null }, promisedOn: '2026-07-07',
    noteId: '019a5d5e-7c00-7000-8000-000000000031', awaited: [], receivedAt: '2026-07-06T03:00:00.000Z',
  },
});
export type ShipmentReceivedV1 = DataOf<typeof ShipmentReceivedV1>;
