import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, closed, code, instant, pieces, uuid } from '../fields';
import { aboutNote, noteLine } from './shipping-fields';

/** What really lies there is on paper; nothing on it changes from here on. */
export const DeliveryNoteIssuedV1 = defineEvent({
  type: 'aftercare.inventory.delivery_note.issued.v1',
  meaning: { zh: '发货单已开（据复核数量，内容冻结）', en: 'A delivery note was issued from the checked quantities' },
  keyField: 'noteId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutNote,
    by: actor(),
    pickingId: uuid(),
    location: code(),
    lines: Type.Array(closed(noteLine), { minItems: 1, maxItems: 200 }),
    totalQty: pieces({ atLeast: 1 }),
    issuedAt: instant(),
  },
  example: {
    noteId: '019a5d5e-7c00-7000-8000-000000000031', branchId: 'BR05', number: 'DN-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011', ticketId: '019a5d5e-7c00-7000-8000-000000000001', dealerCode: 'DL017',
    receiver: { kind: 'dealer', code: 'DL017' }, requestedBy: 'ST030',
    by: 'ST031', pickingId: '019a5d5e-7c00-7000-8000-000000000021', location: 'WH-BR05', lines: [{ lineNo: 1, requestLine: 1, part: 'PT039', askedFor: 'PT039', qty: 1, underWarranty: true, unitPrice: '128.00' }], totalQty: 1, issuedAt: '2026-07-06T03:00:00.000Z',
  },
});
export type DeliveryNoteIssuedV1 = DataOf<typeof DeliveryNoteIssuedV1>;
