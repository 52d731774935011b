import { statement } from '@aftercare/event-store';
import type { Figure, FigureTarget } from './figure';

// Rework: the earlier repair, which may be of any branch, was opened on an earlier day, and completed not more than thirty calendar days before the later one was opened.
/** The twelve months up to $1, of branches ($2) and a kind of fault ($3). */
export const reworkByMonth = statement(
  'rework-year',
  `WITH judged AS (
     SELECT r.completed_on, r.overruled,
            EXISTS (SELECT 1 FROM device_repair e WHERE e.serial = r.serial AND e.fault_family = r.fault_family AND e.repair_id <> r.repair_id AND r.opened_on - e.completed_on BETWEEN 0 AND 30 AND r.opened_on > e.opened_on) AS again
       FROM repair r WHERE r.state = 'completed' AND ($2::text[] IS NULL OR r.branch_id = ANY ($2)) AND ($3::text IS NULL OR r.fault_family = $3)
        AND r.completed_on >= ($1 || '-01')::date - interval '11 months' AND r.completed_on < ($1 || '-01')::date + interval '1 month')
   SELECT to_char(completed_on, 'YYYY-MM') AS month, count(*) FILTER (WHERE again AND NOT overruled)::int AS numerator, count(*)::int AS denominator,
          round(count(*) FILTER (WHERE again AND NOT overruled) * 100.0 / count(*), 2)::text AS rate FROM judged GROUP BY 1 ORDER BY 1`,
);
/** The same of one month by branch; the first row is all of them together. */
export const reworkByBranch = statement(
  'rework',
  `WITH judged AS (
     SELECT r.branch_id, r.overruled,
            EXISTS (SELECT 1 FROM device_repair e WHERE e.serial = r.serial AND e.fault_family = r.fault_family AND e.repair_id <> r.repair_id AND r.opened_on - e.completed_on BETWEEN 0 AND 30 AND r.opened_on > e.opened_on) AS again
       FROM repair r WHERE r.state = 'completed' AND ($2::text[] IS NULL OR r.branch_id = ANY ($2)) AND ($3::text IS NULL OR r.fault_family = $3) AND r.completed_on >= ($1 || '-01')::date AND r.completed_on < ($1 || '-01')::date + interval '1 month'),
        counted AS (SELECT branch_id, count(*) FILTER (WHERE again AND NOT overruled)::int AS numerator, count(*)::int AS denominator, count(*) FILTER (WHERE again AND overruled)::int AS overruled FROM judged GROUP BY ROLLUP (branch_id))
   SELECT branch_id AS "branchId", numerator, denominator, overruled, round(numerator * 100.0 / nullif(denominator, 0), 2)::text AS rate FROM counted ORDER BY branch_id NULLS FIRST`,
);
const newest = statement('rework-newest', `SELECT to_char(max(completed_on), 'YYYY-MM') AS month FROM repair WHERE state = 'completed' AND ($1::text[] IS NULL OR branch_id = ANY ($1))`);
const records = statement(
  'rework-records',
  `SELECT id, number, "ticketId", "branchId", NULL AS "dealerCode", NULL AS carrier, day::text AS day, NULL AS "doneOn", "inNumerator"
     FROM (SELECT r.repair_id AS id, r.number, r.ticket_id AS "ticketId", r.branch_id AS "branchId", r.completed_on AS day,
                  NOT r.overruled AND EXISTS (SELECT 1 FROM device_repair e WHERE e.serial = r.serial AND e.fault_family = r.fault_family AND e.repair_id <> r.repair_id AND r.opened_on - e.completed_on BETWEEN 0 AND 30 AND r.opened_on > e.opened_on) AS "inNumerator"
             FROM repair r WHERE r.state = 'completed' AND ($2::text[] IS NULL OR r.branch_id = ANY ($2)) AND r.completed_on >= ($1 || '-01')::date AND r.completed_on < ($1 || '-01')::date + interval '1 month') judged
    WHERE ($3::boolean IS NULL OR "inNumerator" = $3) AND ($4::date IS NULL OR (day, id) > ($4, $5::uuid)) ORDER BY judged.day, id LIMIT $6`,
);

/** Completed repairs that had to be done again, of all that were completed; in the month and of the branch of the later one. */
export const rework: Figure & { readonly target: FigureTarget } = {
  name: 'rework', title: { zh: '返修率', en: 'Rework' }, record: 'repair', target: { is: 'below', rate: '5.00' }, newest, records,
  year: (month, branches) => ({ statement: reworkByMonth, values: [month, branches, null] }),
  groups: (month, branches) => ({ statement: reworkByBranch, values: [month, branches, null] }),
};
