import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, closed, instant, word } from '../fields';
import { aboutNote, noteLine } from './shipping-fields';

/** It is void: before dispatch, or because its box came back. */
export const DeliveryNoteVoidedV1 = defineEvent({
  type: 'aftercare.inventory.delivery_note.voided.v1',
  meaning: { zh: '发货单作废（发出前，或退回后）', en: 'A delivery note is void' },
  keyField: 'noteId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutNote,
    by: actor(),
    reason: word(),
    lines: Type.Array(closed(noteLine), { minItems: 1, maxItems: 200 }),
    voidedAt: instant(),
  },
  example: {
    noteId: '019a5d5e-7c00-7000-8000-000000000031', branchId: 'BR05', number: 'DN-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011', ticketId: '019a5d5e-7c00-7000-8000-000000000001', dealerCode: 'DL017',
    receiver: { kind: 'dealer', code: 'DL017' }, requestedBy: 'ST030',
    by: 'ST031', reason: 'wrong_receiver', lines: [{ lineNo: 1, requestLine: 1, part: 'PT039', askedFor: 'PT039', qty: 1, underWarranty: true, unitPrice: '128.00' }], voidedAt: '2026-07-06T03:00:00.000Z',
  },
});
export type DeliveryNoteVoidedV1 = DataOf<typeof DeliveryNoteVoidedV1>;
