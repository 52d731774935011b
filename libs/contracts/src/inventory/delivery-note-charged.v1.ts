import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { closed, code, day, instant, money, pieces } from '../fields';
import { aboutNote } from './shipping-fields';

/** What a dealer gets outside warranty is charged to his account, gross. */
export const DeliveryNoteChargedV1 = defineEvent({
  type: 'aftercare.inventory.delivery_note.charged.v1',
  meaning: { zh: '非保修发货已记入经销商应收', en: 'A dealer is charged for what was sent to him outside warranty' },
  keyField: 'noteId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutNote,
    lines: Type.Array(closed({ lineNo: Type.Integer({ minimum: 1, maximum: 10_000 }), part: code(), qty: pieces({ atLeast: 1 }), unitPrice: money() }), { minItems: 1, maxItems: 200 }),
    total: money(),
    currency: code(),
    chargedOn: day(),
    chargedAt: instant(),
  },
  example: {
    noteId: '019a5d5e-7c00-7000-8000-000000000031', branchId: 'BR05', number: 'DN-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011', ticketId: '019a5d5e-7c00-7000-8000-000000000001', dealerCode: 'DL017',
    receiver: { kind: 'dealer', code: 'DL017' }, requestedBy: 'ST030',
    lines: [{ lineNo: 1, part: 'PT039', qty: 1, unitPrice: '128.00' }], total: '128.00', currency: 'CNY', chargedOn: '2026-07-06', chargedAt: '2026-07-06T03:00:00.000Z',
  },
});
export type DeliveryNoteChargedV1 = DataOf<typeof DeliveryNoteChargedV1>;
