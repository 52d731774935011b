import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, closed, code, instant, pieces, uuid } from '../fields';

/** A transfer has arrived. */
export const TransferReceivedV1 = defineEvent({
  type: 'aftercare.inventory.transfer.received.v1',
  meaning: { zh: '调拨已收货', en: 'A transfer has arrived' },
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
    receivedBy: actor(),
    receivedAt: instant(),
    /** What was sent and did not come: lost to the branch that sent it. */
    missing: Type.Optional(Type.Array(closed({ part: code(), qty: pieces({ atLeast: 1 }) }), { minItems: 1, maxItems: 100 })),
  },
  example: {
    transferId: '0198c000-0000-7000-8000-000000000001', number: 'TR-HQ-2026-000001', branchId: 'FA01', fromLocation: 'WH-FA01', toBranchId: 'BR05', toLocation: 'WH-BR05',
    lines: [{ part: 'PT039', qty: 2 }], receivedBy: 'ST010', receivedAt: '2026-07-06T02:00:00.000Z', missing: [{ part: 'PT039', qty: 1 }],
  },
});
export type TransferReceivedV1 = DataOf<typeof TransferReceivedV1>;
