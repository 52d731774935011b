import { defineEvent, type DataOf } from '../event-contract';
import { instant } from '../fields';
import { aboutStockCount, stockCountExample } from './stock-count-fields';

/** A count differs by more than the limit: nothing is posted before another person has agreed. */
export const StockCountReferredV1 = defineEvent({
  type: 'aftercare.inventory.stock_count.referred.v1',
  meaning: { zh: '盘点差异超过限额，待另一人审批', en: 'A count differs by more than the limit: another person has to agree' },
  keyField: 'countId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutStockCount,
    countedAt: instant(),
  },
  example: { ...stockCountExample, countedAt: '2026-07-06T06:00:00.000Z' },
});
export type StockCountReferredV1 = DataOf<typeof StockCountReferredV1>;
