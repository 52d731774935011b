import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, day, instant, money, nullable, oneOf, zone } from '../fields';
import { aboutShipment } from './shipping-fields';

/** Boxes are on their way under one waybill to one receiver. */
export const ShipmentDispatchedV1 = defineEvent({
  type: 'aftercare.inventory.shipment.dispatched.v1',
  meaning: { zh: '货物已发运', en: 'Boxes are on their way to a receiver' },
  keyField: 'shipmentId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutShipment,
    by: actor(),
    location: code(),
    boxes: Type.Integer({ minimum: 1, maximum: 1_000 }),
    weightG: nullable(Type.Integer({ minimum: 1, maximum: 100_000_000 })),
    freight: nullable(money()),
    currency: code(),
    freightPayer: oneOf('sender', 'receiver'),
    dispatchedOn: day(),
    zone: zone(),
    dispatchedAt: instant(),
  },
  example: {
    shipmentId: '019a5d5e-7c00-7000-8000-000000000041', branchId: 'BR05', number: 'SH-HZ-2026-000001', carrier: 'CR01', waybill: 'KDA2026S01001', receiver: { kind: 'dealer', code: 'DL017' }, dealerCode: 'DL017',
    notes: [{ noteId: '019a5d5e-7c00-7000-8000-000000000031', number: 'DN-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011' }],
    ticketIds: ['019a5d5e-7c00-7000-8000-000000000001'], tell: { staff: ['ST030'], dealerCode: 'DL017', customerId: null }, promisedOn: '2026-07-07',
    by: 'ST031', location: 'WH-BR05', boxes: 1, weightG: 820, freight: '12.00', currency: 'CNY', freightPayer: 'sender', dispatchedOn: '2026-07-06', zone: 'Asia/Shanghai', dispatchedAt: '2026-07-06T03:00:00.000Z',
  },
});
export type ShipmentDispatchedV1 = DataOf<typeof ShipmentDispatchedV1>;
