import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, closed, code, day, instant, pieces } from '../fields';
import { aboutNote, receiptLine } from './shipping-fields';

/** A damage that could not be seen at the receipt. */
export const DeliveryNoteDamageFoundV1 = defineEvent({
  type: 'aftercare.inventory.delivery_note.damage_found.v1',
  meaning: { zh: '收货后发现隐蔽损坏', en: 'A damage was found after the receipt' },
  keyField: 'noteId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutNote,
    by: actor(),
    damages: Type.Array(closed({ lineNo: Type.Integer({ minimum: 1, maximum: 10_000 }), part: code(), qty: pieces({ atLeast: 1 }) }), { minItems: 1, maxItems: 200 }),
    lines: Type.Array(closed(receiptLine), { minItems: 1, maxItems: 400 }),
    foundOn: day(),
    foundAt: instant(),
  },
  example: {
    noteId: '019a5d5e-7c00-7000-8000-000000000031', branchId: 'BR05', number: 'DN-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011', ticketId: '019a5d5e-7c00-7000-8000-000000000001', dealerCode: 'DL017',
    receiver: { kind: 'dealer', code: 'DL017' }, requestedBy: 'ST030',
    by: 'DL017', damages: [{ lineNo: 1, part: 'PT039', qty: 1 }], lines: [{ lineNo: 1, requestLine: 1, part: 'PT039', askedFor: 'PT039', shipped: 1, received: 1, accepted: 0, rejected: 1, difference: 0, reason: 'damaged', photos: [] }], foundOn: '2026-07-08', foundAt: '2026-07-06T03:00:00.000Z',
  },
});
export type DeliveryNoteDamageFoundV1 = DataOf<typeof DeliveryNoteDamageFoundV1>;
