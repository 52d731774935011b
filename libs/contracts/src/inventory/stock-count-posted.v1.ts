import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant, word } from '../fields';
import { aboutStockCount, stockCountExample } from './stock-count-fields';

/** What was counted is in the ledger: at once, or when another person had agreed. */
export const StockCountPostedV1 = defineEvent({
  type: 'aftercare.inventory.stock_count.posted.v1',
  meaning: { zh: '盘点差异已入账', en: 'What was counted is in the ledger' },
  keyField: 'countId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutStockCount,
    /** Who counted or, where the difference was large, who agreed. */
    by: actor(),
    postedAt: instant(),
    /** Why the second person agreed, where one had to. */
    reason: Type.Optional(word()),
  },
  example: { ...stockCountExample, by: 'ST008', postedAt: '2026-07-06T07:00:00.000Z', reason: 'not_booked' },
});
export type StockCountPostedV1 = DataOf<typeof StockCountPostedV1>;
