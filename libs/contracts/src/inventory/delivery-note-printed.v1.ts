import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant } from '../fields';
import { aboutNote } from './shipping-fields';

/** It was printed, or printed again. */
export const DeliveryNotePrintedV1 = defineEvent({
  type: 'aftercare.inventory.delivery_note.printed.v1',
  meaning: { zh: '发货单已打印', en: 'A delivery note was printed' },
  keyField: 'noteId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutNote,
    by: actor(),
    reprints: Type.Integer({ minimum: 0, maximum: 10_000 }),
    printedAt: instant(),
  },
  example: {
    noteId: '019a5d5e-7c00-7000-8000-000000000031', branchId: 'BR05', number: 'DN-HZ-2026-000001', requestId: '019a5d5e-7c00-7000-8000-000000000011', ticketId: '019a5d5e-7c00-7000-8000-000000000001', dealerCode: 'DL017',
    receiver: { kind: 'dealer', code: 'DL017' }, requestedBy: 'ST030',
    by: 'ST031', reprints: 0, printedAt: '2026-07-06T03:00:00.000Z',
  },
});
export type DeliveryNotePrintedV1 = DataOf<typeof DeliveryNotePrintedV1>;
