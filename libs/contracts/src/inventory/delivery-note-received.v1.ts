import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, closed, day, instant, oneOf, uuid } from '../fields';
import { aboutNote, receiptLine } from './shipping-fields';

/** The receiver said line by line what came; or nobody did for so long that what was sent counts as received. */
export const DeliveryNoteReceivedV1 = defineEvent({
  type: 'aftercare.inventory.delivery_note.received.v1',
  meaning: { zh: '收货已逐行确认（或逾期视同收货）', en: 'What came by a delivery note is known' },
  keyField: 'noteId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutNote,
    by: actor(),
    because: oneOf('confirmed', 'deemed'),
    shipmentId: uuid(),
    lines: Type.Array(closed(receiptLine), { minItems: 1, maxItems: 400 }),
    receivedOn: day(),
    receivedAt: instant(),
  },
  example: {
    noteId: '019a5d5e-7c00-7000-8000-000000000031', branchId: 'BR05', number: 'DN-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011', ticketId: '019a5d5e-7c00-7000-8000-000000000001', dealerCode: 'DL017',
    receiver: { kind: 'dealer', code: 'DL017' }, requestedBy: 'ST030',
    by: 'DL017', because: 'confirmed', shipmentId: '019a5d5e-7c00-7000-8000-000000000041', lines: [{ lineNo: 1, requestLine: 1, part: 'PT039', askedFor: 'PT039', shipped: 1, received: 1, accepted: 1, rejected: 0, difference: 0, reason: null, photos: [] }], receivedOn: '2026-07-07', receivedAt: '2026-07-06T03:00:00.000Z',
  },
});
export type DeliveryNoteReceivedV1 = DataOf<typeof DeliveryNoteReceivedV1>;
