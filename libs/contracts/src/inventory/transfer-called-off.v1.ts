import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, closed, code, instant, pieces, uuid } from '../fields';

/** A transfer was called off before it left. */
export const TransferCalledOffV1 = defineEvent({
  type: 'aftercare.inventory.transfer.called_off.v1',
  meaning: { zh: '调拨已撤销', en: 'A transfer was called off before it left' },
  keyField: 'transferId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    transferId: uuid(),
    number: code(),
    /** The branch that sends. */
    branchId: code(),
    fromLocation: code(),
    toBranchId: code(),
    toLocation: code(),
    lines: Type.Array(closed({ part: code(), qty: pieces({ atLeast: 1 }) }), { minItems: 1, maxItems: 100 }),
    calledOffBy: actor(),
    calledOffAt: instant(),
  },
  example: {
    transferId: '0198c000-0000-7000-8000-000000000001', number: 'TR-HQ-2026-000001', branchId: 'FA01', fromLocation: 'WH-FA01', toBranchId: 'BR05', toLocation: 'WH-BR05',
    lines: [{ part: 'PT039', qty: 2 }], calledOffBy: 'ST010', calledOffAt: '2026-07-06T02:00:00.000Z',
  },
});
export type TransferCalledOffV1 = DataOf<typeof TransferCalledOffV1>;
