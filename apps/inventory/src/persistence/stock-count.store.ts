import { aggregateStore } from '@aftercare/event-store';
import type { StockCount, StockCountEvent } from '../domain/stock-count';
import { stockCountPublishes } from '../publishes';
import { stockCountMapping } from './stock-count.mapping';

export class StockCountStore extends aggregateStore<StockCount, StockCountEvent>({ kind: 'stock-count', mapping: stockCountMapping, publishes: stockCountPublishes }) {}
