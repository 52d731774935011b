import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { code, instant, pieces } from '../fields';

/** What a warehouse can still give of a part has fallen below its safety stock: once per fall. */
export const StockFellShortV1 = defineEvent({
  type: 'aftercare.inventory.stock.fell_short.v1',
  meaning: { zh: '可用库存已低于安全库存', en: 'What is available has fallen below the safety stock' },
  keyField: 'stockId',
  branchField: 'branchId',
  personalData: 'none',
  fields: {
    /** Place and part: `WH-BR05/PT039`. */
    stockId: code(),
    branchId: code(),
    locationCode: code(),
    partCode: code(),
    available: pieces(),
    safetyStock: pieces({ atLeast: 1 }),
    /** Who sees to it: the keeper of the place, and who answers for the branch. */
    tell: Type.Optional(Type.Array(code(), { maxItems: 10 })),
    fellAt: instant(),
  },
  example: { stockId: 'WH-BR05/PT039', branchId: 'BR05', locationCode: 'WH-BR05', partCode: 'PT039', available: 3, safetyStock: 4, tell: ['ST031', 'ST029'], fellAt: '2026-07-06T03:00:00.000Z' },
});
export type StockFellShortV1 = DataOf<typeof StockFellShortV1>;
