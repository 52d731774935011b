import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant, word } from '../fields';
import { aboutStockCount, stockCountExample } from './stock-count-fields';

/** Another person did not believe a count: nothing is posted, and it is counted again. */
export const StockCountDeclinedV1 = defineEvent({
  type: 'aftercare.inventory.stock_count.declined.v1',
  meaning: { zh: '盘点差异未获批准，须重盘', en: 'A count was not believed' },
  keyField: 'countId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutStockCount,
    by: actor(),
    declinedAt: instant(),
    /** What spoke against it. */
    reason: Type.Optional(word()),
  },
  example: { ...stockCountExample, by: 'ST008', declinedAt: '2026-07-06T07:00:00.000Z', reason: 'doubtful' },
});
export type StockCountDeclinedV1 = DataOf<typeof StockCountDeclinedV1>;
