import { statement } from '@aftercare/event-store';
import type { Figure } from './figure';

/** The twelve months up to $1, of branches ($2), a dealer ($3) and a carrier ($4). */
export const arrivalsByMonth = statement(
  'on-time-arrival-year',
  `SELECT to_char(promised_on, 'YYYY-MM') AS month, count(*) FILTER (WHERE arrived_on <= promised_on)::int AS numerator, count(*)::int AS denominator, round(count(*) FILTER (WHERE arrived_on <= promised_on) * 100.0 / count(*), 2)::text AS rate
     FROM journey WHERE promised_on >= ($1 || '-01')::date - interval '11 months' AND promised_on < ($1 || '-01')::date + interval '1 month'
      AND promised_on < (business_now() AT TIME ZONE zone)::date AND ($2::text[] IS NULL OR branch_id = ANY ($2)) AND ($3::text IS NULL OR dealer_code = $3) AND ($4::text IS NULL OR carrier = $4) GROUP BY 1 ORDER BY 1`,
);
/** The same of one month by branch, dealer and carrier; the first row (`total` 1) is all of them together. */
export const arrivalsByRoute = statement(
  'on-time-arrival',
  `WITH counted AS (
     SELECT branch_id, dealer_code, carrier, grouping(branch_id) AS total, count(*) FILTER (WHERE arrived_on <= promised_on)::int AS numerator, count(*)::int AS denominator,
            round(avg(arrived_on - dispatched_on), 2)::text AS "daysInTransit"
       FROM journey WHERE promised_on >= ($1 || '-01')::date AND promised_on < ($1 || '-01')::date + interval '1 month'
        AND promised_on < (business_now() AT TIME ZONE zone)::date AND ($2::text[] IS NULL OR branch_id = ANY ($2)) AND ($3::text IS NULL OR dealer_code = $3) AND ($4::text IS NULL OR carrier = $4)
      GROUP BY ROLLUP ((branch_id, dealer_code, carrier)))
   SELECT branch_id AS "branchId", dealer_code AS "dealerCode", carrier, total, numerator, denominator, round(numerator * 100.0 / nullif(denominator, 0), 2)::text AS rate, "daysInTransit"
     FROM counted ORDER BY total DESC, branch_id, dealer_code, carrier`,
);
const newest = statement(
  'on-time-arrival-newest',
  `SELECT to_char(max(promised_on), 'YYYY-MM') AS month FROM journey WHERE promised_on < (business_now() AT TIME ZONE zone)::date AND ($1::text[] IS NULL OR branch_id = ANY ($1))`,
);
const records = statement(
  'on-time-arrival-records',
  `SELECT shipment_id AS id, number, NULL AS "ticketId", branch_id AS "branchId", dealer_code AS "dealerCode", carrier, promised_on::text AS day, arrived_on::text AS "doneOn", (arrived_on IS NOT NULL AND arrived_on <= promised_on) AS "inNumerator"
     FROM journey WHERE promised_on >= ($1 || '-01')::date AND promised_on < ($1 || '-01')::date + interval '1 month' AND promised_on < (business_now() AT TIME ZONE zone)::date
      AND ($2::text[] IS NULL OR branch_id = ANY ($2)) AND ($3::boolean IS NULL OR (arrived_on IS NOT NULL AND arrived_on <= promised_on) = $3)
      AND ($4::date IS NULL OR (promised_on, shipment_id) > ($4, $5::uuid)) ORDER BY promised_on, shipment_id LIMIT $6`,
);

/** Shipments that arrived by the promised day, of those whose promised day is over; what is lost, back or still travelling is not on time. */
export const onTimeArrival: Figure = {
  name: 'on-time-arrival', title: { zh: '按时到货', en: 'Arrived on time' }, record: 'shipment', target: null, newest, records,
  year: (month, branches) => ({ statement: arrivalsByMonth, values: [month, branches, null, null] }),
  groups: (month, branches) => ({ statement: arrivalsByRoute, values: [month, branches, null, null] }),
};
