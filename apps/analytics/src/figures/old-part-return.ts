import { statement } from '@aftercare/event-store';
import type { Figure } from './figure';

/** The twelve months up to $1, of branches ($2) and a dealer ($3). */
export const returnsByMonth = statement(
  'old-part-return-year',
  `SELECT to_char(due_on, 'YYYY-MM') AS month, count(*) FILTER (WHERE on_time)::int AS numerator, count(*)::int AS denominator, round(count(*) FILTER (WHERE on_time) * 100.0 / count(*), 2)::text AS rate
     FROM old_part_duty WHERE due_on >= ($1 || '-01')::date - interval '11 months' AND due_on < ($1 || '-01')::date + interval '1 month'
      AND due_on < (business_now() AT TIME ZONE zone)::date AND state NOT IN ('waived', 'lapsed') AND ($2::text[] IS NULL OR branch_id = ANY ($2)) AND ($3::text IS NULL OR dealer_code = $3) GROUP BY 1 ORDER BY 1`,
);
/** The same of one month by dealer; the first row is all of them together. */
export const returnsByDealer = statement(
  'old-part-return',
  `WITH counted AS (
     SELECT branch_id, dealer_code, count(*) FILTER (WHERE on_time)::int AS numerator, count(*)::int AS denominator FROM old_part_duty WHERE due_on >= ($1 || '-01')::date AND due_on < ($1 || '-01')::date + interval '1 month'
        AND due_on < (business_now() AT TIME ZONE zone)::date AND state NOT IN ('waived', 'lapsed') AND ($2::text[] IS NULL OR branch_id = ANY ($2)) AND ($3::text IS NULL OR dealer_code = $3)
      GROUP BY ROLLUP ((branch_id, dealer_code)))
   SELECT branch_id AS "branchId", dealer_code AS "dealerCode", numerator, denominator, round(numerator * 100.0 / nullif(denominator, 0), 2)::text AS rate
     FROM counted ORDER BY branch_id NULLS FIRST, dealer_code`,
);
const newest = statement(
  'old-part-return-newest',
  `SELECT to_char(max(due_on), 'YYYY-MM') AS month FROM old_part_duty WHERE due_on < (business_now() AT TIME ZONE zone)::date AND state NOT IN ('waived', 'lapsed') AND ($1::text[] IS NULL OR branch_id = ANY ($1))`,
);
const records = statement(
  'old-part-return-records',
  `SELECT obligation_id AS id, number, NULL AS "ticketId", branch_id AS "branchId", dealer_code AS "dealerCode", NULL AS carrier, due_on::text AS day, NULL AS "doneOn", coalesce(on_time, false) AS "inNumerator"
     FROM old_part_duty WHERE due_on >= ($1 || '-01')::date AND due_on < ($1 || '-01')::date + interval '1 month' AND due_on < (business_now() AT TIME ZONE zone)::date AND state NOT IN ('waived', 'lapsed')
      AND ($2::text[] IS NULL OR branch_id = ANY ($2)) AND ($3::boolean IS NULL OR coalesce(on_time, false) = $3) AND ($4::date IS NULL OR (due_on, obligation_id) > ($4, $5::uuid)) ORDER BY due_on, obligation_id LIMIT $6`,
);

/** Duties that were returned in full by the due day, of those whose due day is over, without what was waived or lapsed. */
export const oldPartReturn: Figure = {
  name: 'old-part-return', title: { zh: '旧件按时返还', en: 'Old parts back in time' }, record: 'obligation', target: null, newest, records,
  year: (month, branches) => ({ statement: returnsByMonth, values: [month, branches, null] }),
  groups: (month, branches) => ({ statement: returnsByDealer, values: [month, branches, null] }),
};
