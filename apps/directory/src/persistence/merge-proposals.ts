import { statement, type Tx } from '@aftercare/event-store';
import { newId } from '@aftercare/kernel';
import { mergeRaisedPublishes } from '../publishes';

interface Concerned {
  readonly id: string;
  readonly branch_id: string;
  readonly phone: string;
}

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
// Each side by its own index, and paired here: the join of two sides of unknown size would compare each of an import's rows with each other one.
const sameNumber = statement(
  'merge-same-number',
  `SELECT id, branch_id, phone FROM customer WHERE id = ANY ($1) AND merged_into IS NULL
   UNION SELECT id, branch_id, phone FROM customer WHERE phone = ANY ($2) AND merged_into IS NULL`,
);
const propose = statement(
  'merge-propose',
  `INSERT INTO merge_proposal (id, branch_id, version, one_id, other_id, state, raised_at)
   SELECT id, branch_id, 1, one_id, other_id, 'proposed', $2 FROM jsonb_to_recordset($1::jsonb) AS pair (id uuid, branch_id text, one_id uuid, other_id uuid)
   ON CONFLICT (one_id, other_id) DO NOTHING RETURNING id, branch_id, one_id, other_id`,
);

/** Each pair of one branch once, whoever of the two was looked at first. */
const pairsOf = (customers: readonly { readonly id: string; readonly phone: string }[], concerned: readonly Concerned[]): Omit<Pair, 'id'>[] => {
  const branchOf = new Map(concerned.map(({ id, branch_id }) => [id, branch_id]));
  const pairs = customers.flatMap(({ id, phone }) =>
    concerned
      .filter((other) => other.phone === phone && other.id !== id && other.branch_id === branchOf.get(id))
      .map(({ id: other, branch_id }) => (id < other ? { branch_id, one_id: id, other_id: other } : { branch_id, one_id: other, other_id: id })));
  return [...new Map(pairs.map((pair) => [`${pair.one_id} ${pair.other_id}`, pair])).values()];
};

/**
 * Asks people whether customers who have these numbers, or get them now, are somebody whom the branch knows already: one proposal for each
 * pair with one number, never twice for the same pair. Gives the new ones.
 */
export const proposeMerges = async (tx: Tx, customers: readonly { readonly id: string; readonly phone: string }[]): Promise<string[]> => {
  const ids = customers.map(({ id }) => id);
  await tx.query(oneAtATime, [ids]);
  const concerned = await tx.query<Concerned>(sameNumber, [ids, customers.map(({ phone }) => phone)]);
  const found = pairsOf(customers, concerned).map((pair) => ({ ...pair, id: newId() }));
  if (found.length === 0) return [];
  const now = await tx.now();
  const raised = await tx.query<Pair>(propose, [JSON.stringify(found), now]);
  for (const { id, branch_id, one_id, other_id } of raised) {
    tx.raise(mergeRaisedPublishes({ id, branchId: branch_id, oneId: one_id, otherId: other_id }, now), now);
  }
  return raised.map(({ id }) => id);
};
