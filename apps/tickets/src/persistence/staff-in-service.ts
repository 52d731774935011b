import { statement, type Tx } from '@aftercare/event-store';
import type { Candidate, OwnerId } from '../domain/ownership';

const inService = statement(
  'staff-in-service',
  `WITH RECURSIVE up AS (
     SELECT id, parent_id, 0 AS level FROM branch WHERE id = $1
     UNION ALL SELECT b.id, b.parent_id, up.level + 1 FROM branch b JOIN up ON b.id = up.parent_id WHERE up.level < 4
   )
   SELECT s.id AS "staffId", s.role, up.level AS "levelsUp", s.skills,
          CASE WHEN s.id = $2 AND (p.since IS NULL OR p.since <= $3) THEN true ELSE coalesce(p.signed_in, false) END AS "signedIn",
          (SELECT count(*)::int FROM ticket t WHERE t.owner_id = s.id AND t.state IN ('assigned', 'in_progress', 'waiting')) AS "openTickets"
     FROM up JOIN staff s ON s.branch_id = up.id LEFT JOIN staff_presence p ON p.staff_id = s.id WHERE s.active`,
);

/** Somebody has signed in, and perhaps the view of it has not heard so yet. */
export interface SignedIn {
  readonly staffId: OwnerId;
  readonly at: string;
}

/** Everybody in service in the branch and above it, up to the factory. `signedIn` holds unless something newer is known of him. */
export const staffInService = (tx: Tx, branchId: string | null, signedIn: SignedIn | null = null): Promise<Candidate[]> =>
  tx.query<Candidate>(inService, [branchId, signedIn?.staffId ?? null, signedIn?.at ?? null]);
