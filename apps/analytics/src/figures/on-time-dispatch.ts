import { statement } from '@aftercare/event-store';
import type { Figure } from './figure';

/** The twelve months up to $1, of branches ($2) and a dealer ($3). */
export const dispatchesByMonth = statement(
  'on-time-dispatch-year',
  `SELECT to_char(due_on, 'YYYY-MM') AS month, count(*) FILTER (WHERE dispatched_on <= due_on)::int AS numerator, count(*)::int AS denominator, round(count(*) FILTER (WHERE dispatched_on <= due_on) * 100.0 / count(*), 2)::text AS rate
     FROM dispatch WHERE due_on >= ($1 || '-01')::date - interval '11 months' AND due_on < ($1 || '-01')::date + interval '1 month'
      AND ($2::text[] IS NULL OR branch_id = ANY ($2)) AND ($3::text IS NULL OR dealer_code = $3) GROUP BY 1 ORDER BY 1`,
);
/** The same of one month by branch; the first row is all of them together. */
export const dispatchesByBranch = statement(
  'on-time-dispatch',
  `WITH counted AS (
     SELECT branch_id, count(*) FILTER (WHERE dispatched_on <= due_on)::int AS numerator, count(*)::int AS denominator FROM dispatch WHERE due_on >= ($1 || '-01')::date AND due_on < ($1 || '-01')::date + interval '1 month'
        AND ($2::text[] IS NULL OR branch_id = ANY ($2)) AND ($3::text IS NULL OR dealer_code = $3)
      GROUP BY ROLLUP (branch_id))
   SELECT branch_id AS "branchId", numerator, denominator, round(numerator * 100.0 / nullif(denominator, 0), 2)::text AS rate FROM counted ORDER BY branch_id NULLS FIRST`,
);
const newest = statement('on-time-dispatch-newest', `SELECT to_char(max(due_on), 'YYYY-MM') AS month FROM dispatch WHERE ($1::text[] IS NULL OR branch_id = ANY ($1))`);
const records = statement(
  'on-time-dispatch-records',
  `SELECT note_id AS id, number, NULL AS "ticketId", branch_id AS "branchId", dealer_code AS "dealerCode", NULL AS carrier, due_on::text AS day, dispatched_on::text AS "doneOn", (dispatched_on <= due_on) AS "inNumerator"
     FROM dispatch WHERE due_on >= ($1 || '-01')::date AND due_on < ($1 || '-01')::date + interval '1 month' AND ($2::text[] IS NULL OR branch_id = ANY ($2))
      AND ($3::boolean IS NULL OR (dispatched_on <= due_on) = $3) AND ($4::date IS NULL OR (due_on, note_id) > ($4, $5::uuid)) ORDER BY due_on, note_id LIMIT $6`,
);

/** Delivery notes that left by the workday after their request was decided, of those that have left; in the month in which they were due to leave. */
export const onTimeDispatch: Figure = {
  name: 'on-time-dispatch', title: { zh: '按时发货', en: 'Dispatched on time' }, record: 'delivery-note', target: null, newest, records,
  year: (month, branches) => ({ statement: dispatchesByMonth, values: [month, branches, null] }),
  groups: (month, branches) => ({ statement: dispatchesByBranch, values: [month, branches, null] }),
};
