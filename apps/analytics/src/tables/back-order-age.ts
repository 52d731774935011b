import { statement } from '@aftercare/event-store';
import type { Table } from './table';

/** Of branches ($1) and a dealer ($2), whoever has waited longest first. */
export const waitingByDealer = statement(
  'back-order-age',
  `SELECT branch_id AS "branchId", dealer_code AS "dealerCode", count(*)::int AS lines, coalesce(sum(qty) FILTER (WHERE age <= interval '7 days'), 0)::int AS "to7Days",
          coalesce(sum(qty) FILTER (WHERE age > interval '7 days' AND age <= interval '30 days'), 0)::int AS "to30Days", coalesce(sum(qty) FILTER (WHERE age > interval '30 days'), 0)::int AS "over30Days", min(since) AS "oldestSince"
     FROM (SELECT *, business_now() - since AS age FROM owed_line WHERE qty > 0) owed
    WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR dealer_code = $2)
    GROUP BY branch_id, dealer_code ORDER BY min(since), branch_id, dealer_code`,
);

interface Waiting { readonly branchId: string; readonly dealerCode: string | null; readonly lines: number; readonly to7Days: number; readonly to30Days: number; readonly over30Days: number; readonly oldestSince: Date }

export const backOrderAge: Table<Waiting> = {
  name: 'back-order-age', title: { zh: '欠货时长', en: 'Age of back-orders' },
  ask: (branches) => ({ statement: waitingByDealer, values: [branches, null] }),
  columns: [
    { head: { zh: '网点', en: 'Branch' }, kind: 'code', share: 8 }, { head: { zh: '经销商', en: 'Dealer' }, kind: 'code', share: 10 }, { head: { zh: '行数', en: 'Lines' }, kind: 'whole', share: 8 }, { head: { zh: '7 天内', en: 'To 7 days' }, kind: 'whole', share: 8 },
    { head: { zh: '8–30 天', en: '8–30 days' }, kind: 'whole', share: 8 }, { head: { zh: '超过 30 天', en: 'Over 30 days' }, kind: 'whole', share: 8 }, { head: { zh: '最早', en: 'Oldest' }, kind: 'time', share: 12 },
  ],
  row: ({ branchId, dealerCode, lines, to7Days, to30Days, over30Days, oldestSince }) => [branchId, dealerCode, lines, to7Days, to30Days, over30Days, oldestSince.toISOString()],
};
