import { statement } from '@aftercare/event-store';
import type { Figure } from './figure';

/** Notes of month $1, branches ($2), a carrier ($3) and a place ($4) by place and carrier; the first row (`total` 1) is all of them together. */
export const discrepanciesByRoute = statement(
  'discrepancies-by-route',
  `WITH sent AS (
     SELECT s.note_id, s.location, j.carrier FROM sent_note s LEFT JOIN journey j USING (shipment_id)
      WHERE s.dispatched_on >= ($1 || '-01')::date AND s.dispatched_on < ($1 || '-01')::date + interval '1 month' AND ($2::text[] IS NULL OR s.branch_id = ANY ($2))
        AND ($3::text IS NULL OR j.carrier = $3) AND ($4::text IS NULL OR s.location = $4))
   SELECT grouping(location) AS total, location, carrier, count(DISTINCT d.note_id)::int AS numerator, count(DISTINCT sent.note_id)::int AS denominator,
          round(count(DISTINCT d.note_id) * 100.0 / nullif(count(DISTINCT sent.note_id), 0), 2)::text AS rate, count(d.discrepancy_id)::int AS cases, count(d.settled_at)::int AS settled,
          round((avg(extract(epoch FROM d.settled_at - d.opened_at)) / 3600)::numeric, 2)::text AS "hoursToSettle"
     FROM sent LEFT JOIN difference d ON d.note_id = sent.note_id GROUP BY ROLLUP ((location, carrier)) ORDER BY total DESC, location, carrier`,
);
const year = statement(
  'discrepancy-rate-year',
  `SELECT to_char(s.dispatched_on, 'YYYY-MM') AS month, count(DISTINCT d.note_id)::int AS numerator, count(DISTINCT s.note_id)::int AS denominator, round(count(DISTINCT d.note_id) * 100.0 / count(DISTINCT s.note_id), 2)::text AS rate
     FROM sent_note s LEFT JOIN difference d USING (note_id)
    WHERE s.dispatched_on >= ($1 || '-01')::date - interval '11 months' AND s.dispatched_on < ($1 || '-01')::date + interval '1 month' AND ($2::text[] IS NULL OR s.branch_id = ANY ($2)) GROUP BY 1 ORDER BY 1`,
);
const newest = statement('discrepancy-rate-newest', `SELECT to_char(max(dispatched_on), 'YYYY-MM') AS month FROM sent_note WHERE ($1::text[] IS NULL OR branch_id = ANY ($1))`);
const records = statement(
  'discrepancy-rate-records',
  `SELECT s.note_id AS id, s.number, NULL AS "ticketId", s.branch_id AS "branchId", j.dealer_code AS "dealerCode", j.carrier, s.dispatched_on::text AS day, NULL AS "doneOn", found.any AS "inNumerator"
     FROM sent_note s LEFT JOIN journey j USING (shipment_id) CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM difference d WHERE d.note_id = s.note_id) AS any) found
    WHERE s.dispatched_on >= ($1 || '-01')::date AND s.dispatched_on < ($1 || '-01')::date + interval '1 month' AND ($2::text[] IS NULL OR s.branch_id = ANY ($2))
      AND ($3::boolean IS NULL OR found.any = $3) AND ($4::date IS NULL OR (s.dispatched_on, s.note_id) > ($4, $5::uuid)) ORDER BY s.dispatched_on, s.note_id LIMIT $6`,
);

/** Delivery notes of which something came otherwise than it was sent, of those that left in the month. */
export const discrepancyRate: Figure = {
  name: 'discrepancy-rate', title: { zh: '发货差异', en: 'Came otherwise than sent' }, record: 'delivery-note', target: null, newest, records,
  year: (month, branches) => ({ statement: year, values: [month, branches] }),
  groups: (month, branches) => ({ statement: discrepanciesByRoute, values: [month, branches, null, null] }),
};
