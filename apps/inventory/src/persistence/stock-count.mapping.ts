import { EntitySchema } from 'typeorm';
import { StockCount } from '../domain/stock-count';

export const stockCountMapping = new EntitySchema<StockCount>({
  name: 'stock_count',
  target: StockCount,
  columns: {
    id: { type: 'uuid', primary: true },
    branchId: { type: 'text', name: 'branch_id' },
    location: { type: 'text' },
    part: { type: 'text' },
    bin: { type: 'text' },
    counted: { type: 'int' },
    expected: { type: 'int' },
    variance: { type: 'text' },
    currency: { type: 'text' },
    state: { type: 'text' },
    countedBy: { type: 'text', name: 'counted_by' },
    countedAt: { type: 'timestamptz', name: 'counted_at' },
    decidedBy: { type: 'text', name: 'decided_by', nullable: true },
    decidedAt: { type: 'timestamptz', name: 'decided_at', nullable: true },
    reason: { type: 'text', nullable: true },
    version: { type: 'int' },
  },
});
