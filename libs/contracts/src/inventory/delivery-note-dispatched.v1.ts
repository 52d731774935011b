import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, closed, code, day, instant, money, nullable, uuid } from '../fields';
import { aboutNote, noteLine } from './shipping-fields';

/** Its goods have left the house. What is returnable and under warranty makes the dealer owe the old part. */
export const DeliveryNoteDispatchedV1 = defineEvent({
  type: 'aftercare.inventory.delivery_note.dispatched.v1',
  meaning: { zh: '发货单已发出', en: 'The goods of a delivery note have left' },
  keyField: 'noteId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutNote,
    by: actor(),
    shipmentId: uuid(),
    location: code(),
    currency: code(),
    lines: Type.Array(closed({ ...noteLine, value: money(), returnDueOn: nullable(day()) }), { minItems: 1, maxItems: 200 }),
    dispatchDueOn: day(),
    dispatchedOn: day(),
    dispatchedAt: instant(),
  },
  example: {
    noteId: '019a5d5e-7c00-7000-8000-000000000031', branchId: 'BR05', number: 'DN-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011', ticketId: '019a5d5e-7c00-7000-8000-000000000001', dealerCode: 'DL017',
    receiver: { kind: 'dealer', code: 'DL017' }, requestedBy: 'ST030',
    by: 'ST031', shipmentId: '019a5d5e-7c00-7000-8000-000000000041', location: 'WH-BR05', currency: 'CNY', lines: [{ lineNo: 1, requestLine: 1, part: 'PT039', askedFor: 'PT039', qty: 1, underWarranty: true, unitPrice: '128.00', value: '96.00', returnDueOn: '2026-07-26' }], dispatchDueOn: '2026-07-07', dispatchedOn: '2026-07-06', dispatchedAt: '2026-07-06T03:00:00.000Z',
  },
});
export type DeliveryNoteDispatchedV1 = DataOf<typeof DeliveryNoteDispatchedV1>;
