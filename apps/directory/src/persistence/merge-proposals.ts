import { statement, type Tx } from '@aftercare/event-store';
import { newId } from '@aftercare/kernel';
import { mergeRaisedPublishes } from '../publishes';

interface Pair {
  readonly id: string;
  readonly branch_id: string;
  readonly one_id: string;
  readonly other_id: string;
}

// Two who get one number at the same moment do not see each other: the second waits for the first to commit.
const oneAtATime = statement(
  'merge-one-at-a-time',
  `SELECT pg_advisory_xact_lock(hashtextextended('merge-proposals ' || branch_id, 0))
     FROM (SELECT DISTINCT branch_id FROM customer WHERE id = ANY ($1) ORDER BY branch_id) branch`,
);
// Both sides are narrowed first, by arrays: a plan that was made while the table was small stays bearable when an import has filled it.
const pairs = statement(
  'merge-pairs',
  `WITH c AS MATERIALIZED (SELECT id, branch_id FROM customer WHERE id = ANY ($1) AND merged_into IS NULL),
     other AS MATERIALIZED (SELECT id, branch_id, phone FROM customer WHERE phone = ANY ($2) AND merged_into IS NULL)
   SELECT DISTINCT c.branch_id, least(c.id, other.id) AS one_id, greatest(c.id, other.id) AS other_id
     FROM unnest($1::uuid[], $2::text[]) AS has (id, phone) JOIN c USING (id)
     JOIN other ON other.phone = has.phone AND other.branch_id = c.branch_id AND other.id <> c.id`,
);
const propose = statement(
  'merge-propose',
  `INSERT INTO merge_proposal (id, branch_id, version, one_id, other_id, state, raised_at)
   SELECT id, branch_id, 1, one_id, other_id, 'proposed', $2 FROM jsonb_to_recordset($1::jsonb) AS pair (id uuid, branch_id text, one_id uuid, other_id uuid)
   ON CONFLICT (one_id, other_id) DO NOTHING RETURNING id, branch_id, one_id, other_id`,
);

/**
 * Asks people whether customers who have these numbers, or get them now, are somebody whom the branch knows already: one proposal for each
 * pair with one number, never twice for the same pair. Gives the new ones.
 */
export const proposeMerges = async (tx: Tx, customers: readonly { readonly id: string; readonly phone: string }[]): Promise<string[]> => {
  const ids = customers.map(({ id }) => id);
  await tx.query(oneAtATime, [ids]);
  const found = (await tx.query<Omit<Pair, 'id'>>(pairs, [ids, customers.map(({ phone }) => phone)])).map((pair) => ({ ...pair, id: newId() }));
  if (found.length === 0) return [];
  const now = await tx.now();
  const raised = await tx.query<Pair>(propose, [JSON.stringify(found), now]);
  for (const { id, branch_id, one_id, other_id } of raised) {
    tx.raise(mergeRaisedPublishes({ id, branchId: branch_id, oneId: one_id, otherId: other_id }, now), now);
  }
  return raised.map(({ id }) => id);
};
