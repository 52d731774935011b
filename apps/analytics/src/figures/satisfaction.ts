import { statement } from '@aftercare/event-store';
import type { Figure, FigureTarget } from './figure';

/** The twelve months up to $1, of branches ($2) and who was asked ($3). */
export const satisfactionByMonth = statement(
  'satisfaction-year',
  `SELECT to_char(answered_on, 'YYYY-MM') AS month, count(*) FILTER (WHERE score >= 4)::int AS numerator, count(*)::int AS denominator, round(count(*) FILTER (WHERE score >= 4) * 100.0 / count(*), 2)::text AS rate
     FROM survey WHERE answered_on >= ($1 || '-01')::date - interval '11 months' AND answered_on < ($1 || '-01')::date + interval '1 month'
      AND ($2::text[] IS NULL OR branch_id = ANY ($2)) AND ($3::text IS NULL OR party_role = $3) GROUP BY 1 ORDER BY 1`,
);
/** The same of one month by branch and who was asked; the first row (`total` 1) is all of them together. */
export const satisfactionByBranch = statement(
  'satisfaction',
  `WITH counted AS (
     SELECT branch_id, party_role, grouping(branch_id) AS total, count(*) FILTER (WHERE score >= 4)::int AS numerator, count(*)::int AS denominator
       FROM survey WHERE answered_on >= ($1 || '-01')::date AND answered_on < ($1 || '-01')::date + interval '1 month' AND ($2::text[] IS NULL OR branch_id = ANY ($2)) AND ($3::text IS NULL OR party_role = $3)
      GROUP BY ROLLUP ((branch_id, party_role)))
   SELECT branch_id AS "branchId", party_role AS "partyRole", total, numerator, denominator, round(numerator * 100.0 / nullif(denominator, 0), 2)::text AS rate FROM counted ORDER BY total DESC, branch_id, party_role`,
);
const newest = statement('satisfaction-newest', `SELECT to_char(max(answered_on), 'YYYY-MM') AS month FROM survey WHERE ($1::text[] IS NULL OR branch_id = ANY ($1))`);
const records = statement(
  'satisfaction-records',
  `SELECT survey_id AS id, number, ticket_id AS "ticketId", branch_id AS "branchId", NULL AS "dealerCode", NULL AS carrier, answered_on::text AS day, NULL AS "doneOn", score >= 4 AS "inNumerator"
     FROM survey WHERE answered_on >= ($1 || '-01')::date AND answered_on < ($1 || '-01')::date + interval '1 month' AND ($2::text[] IS NULL OR branch_id = ANY ($2))
      AND ($3::boolean IS NULL OR (score >= 4) = $3) AND ($4::date IS NULL OR (answered_on, survey_id) > ($4, $5::uuid)) ORDER BY answered_on, survey_id LIMIT $6`,
);

/** Answers with a score of 4 or 5, of those received; in the month of the answer, of the branch of the ticket. */
export const satisfaction: Figure & { readonly target: FigureTarget } = {
  name: 'satisfaction', title: { zh: '满意率', en: 'Satisfaction' }, record: 'survey', target: { is: 'at_least', rate: '85.00' }, newest, records,
  year: (month, branches) => ({ statement: satisfactionByMonth, values: [month, branches, null] }),
  groups: (month, branches) => ({ statement: satisfactionByBranch, values: [month, branches, null] }),
};
