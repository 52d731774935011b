import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, money, pieces, word } from '../fields';

/** Pieces of a part went from one account to another: one row of the ledger. */
export const StockMovedV1 = defineEvent({
  type: 'aftercare.inventory.stock.moved.v1',
  meaning: { zh: '库存已移动：配件、数量、金额、从哪里到哪里', en: 'Stock has moved: part, pieces, value, from where to where' },
  keyField: 'stockId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    /** Place and part: `WH-BR05/PT039`. */
    stockId: code(),
    branchId: code(),
    locationCode: code(),
    partCode: code(),
    qty: pieces({ atLeast: 1 }),
    /** What the pieces were worth by the moving average of where they left. */
    value: money(),
    /** Accounts: `bin:WH-BR05:good`, `dealer:DL017`, `supplier`, … */
    from: code(),
    to: code(),
    reason: word(),
    documentKind: word(),
    documentId: code(),
    movedBy: actor(),
    movedAt: instant(),
  },
  example: {
    stockId: 'WH-BR05/PT039', branchId: 'BR05', locationCode: 'WH-BR05', partCode: 'PT039', qty: 1, value: '96.25', from: 'bin:WH-BR05:good', to: 'bin:WH-BR05:in_transit',
    reason: 'dispatched', documentKind: 'delivery_note', documentId: '0198c000-0000-7000-8000-000000000001', movedBy: 'ST031', movedAt: '2026-07-06T03:00:00.000Z',
  },
});
export type StockMovedV1 = DataOf<typeof StockMovedV1>;
