import { statement } from '@aftercare/event-store';
import type { Table } from './table';

/** Of branches ($1) and one of them ($4), from a day ($2) to a day ($3), at most so many days ($5), newest day first. */
export const openedByDay = statement(
  'tickets-by-day',
  `SELECT branch_id AS "branchId", day::text AS day, type, opened FROM tickets_by_day
    WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($4::text IS NULL OR branch_id = $4)
      AND day >= coalesce($2::date, coalesce($3::date, business_now()::date) - 30) AND day <= coalesce($3::date, $2::date + $5::int, 'infinity')
    ORDER BY day DESC, branch_id, type`,
);

interface Opened { readonly branchId: string; readonly day: string; readonly type: string; readonly opened: number }

export const ticketsByDay: Table<Opened> = {
  name: 'tickets-by-day', title: { zh: '每日登记的工单', en: 'Tickets by day' },
  ask: (branches, month) => ({ statement: openedByDay, values: [branches, month === null ? null : `${month}-01`, null, null, 30] }),
  columns: [{ head: { zh: '日期', en: 'Day' }, kind: 'day', share: 12 }, { head: { zh: '网点', en: 'Branch' }, kind: 'code', share: 10 }, { head: { zh: '类型', en: 'Kind' }, kind: 'code', share: 14 }, { head: { zh: '登记', en: 'Opened' }, kind: 'whole', share: 8 }],
  row: ({ day, branchId, type, opened }) => [day, branchId, type, opened],
};
