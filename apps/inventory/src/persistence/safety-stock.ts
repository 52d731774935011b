import { statement, type Tx } from '@aftercare/event-store';
import { fellShort, stockId } from '../domain/stock';
import { fellShortPublishes } from '../publishes';

/** What can still be given of a part at a place, before and after. */
export interface Fall {
  readonly location: string;
  readonly part: string;
  readonly branchId: string;
  readonly before: number;
  readonly after: number;
  readonly safetyStock: number;
}

const seesToIt = statement(
  'safety-stock-tell',
  `SELECT holder_id AS id FROM location WHERE code = $1 AND holder_id IS NOT NULL
   UNION SELECT s.id FROM staff s JOIN location l ON l.branch_id = s.branch_id WHERE l.code = $1 AND s.role = 'branch_manager' AND s.active ORDER BY id LIMIT 10`,
);

/** Tells of a fall below the safety stock, once per fall; nothing where it is none. */
export const alarmFall = async (tx: Tx, { location, part, branchId, before, after, safetyStock }: Fall): Promise<void> => {
  if (!fellShort(before, after, safetyStock)) return;
  const tell = (await tx.query<{ id: string }>(seesToIt, [location])).map(({ id }) => id);
  const now = await tx.now();
  tx.raise(fellShortPublishes({ stockId: stockId(location, part), branchId, locationCode: location, partCode: part, available: after, safetyStock, tell, fellAt: now.toISOString() }), now);
};
