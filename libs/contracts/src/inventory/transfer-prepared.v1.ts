import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, closed, code, instant, pieces, uuid } from '../fields';

/** A transfer to another branch was prepared. */
export const TransferPreparedV1 = defineEvent({
  type: 'aftercare.inventory.transfer.prepared.v1',
  meaning: { zh: '调拨已备货', en: 'A transfer to another branch was prepared' },
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
    preparedBy: actor(),
    preparedAt: instant(),
  },
  example: {
    transferId: '0198c000-0000-7000-8000-000000000001', number: 'TR-HQ-2026-000001', branchId: 'FA01', fromLocation: 'WH-FA01', toBranchId: 'BR05', toLocation: 'WH-BR05',
    lines: [{ part: 'PT039', qty: 2 }], preparedBy: 'ST010', preparedAt: '2026-07-06T02:00:00.000Z',
  },
});
export type TransferPreparedV1 = DataOf<typeof TransferPreparedV1>;
