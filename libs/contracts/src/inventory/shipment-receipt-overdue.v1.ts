import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { day, instant, oneOf, uuid } from '../fields';
import { aboutShipment } from './shipping-fields';

/** It was signed for and nobody says what came. */
export const ShipmentReceiptOverdueV1 = defineEvent({
  type: 'aftercare.inventory.shipment.receipt_overdue.v1',
  meaning: { zh: '签收后逾期未确认收货', en: 'Nobody says what came by a shipment that was signed for' },
  keyField: 'shipmentId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutShipment,
    step: oneOf('reminded', 'listed', 'deemed'),
    arrivedOn: day(),
    awaited: Type.Array(uuid(), { minItems: 1, maxItems: 50 }),
    at: instant(),
  },
  example: {
    shipmentId: '019a5d5e-7c00-7000-8000-000000000041', branchId: 'BR05', number: 'SH-HZ-2026-000001', carrier: 'CR01', waybill: 'KDA2026S01001', receiver: { kind: 'dealer', code: 'DL017' }, dealerCode: 'DL017',
    notes: [{ noteId: '019a5d5e-7c00-7000-8000-000000000031', number: 'DN-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011' }],
    ticketIds: ['019a5d5e-7c00-7000-8000-000000000001'], tell: { staff: ['ST030'], dealerCode: 'DL017', customerId: null }, promisedOn: '2026-07-07',
    step: 'reminded', arrivedOn: '2026-07-07', awaited: ['019a5d5e-7c00-7000-8000-000000000031'], at: '2026-07-06T03:00:00.000Z',
  },
});
export type ShipmentReceiptOverdueV1 = DataOf<typeof ShipmentReceiptOverdueV1>;
