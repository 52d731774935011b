import { statement, type Tx } from '@aftercare/event-store';
import type { Candidate } from '../domain/ownership';

const onDuty = statement(
  'staff-on-duty',
  `WITH RECURSIVE up AS (
     SELECT id, parent_id, 0 AS level FROM branch WHERE id = $1
     UNION ALL SELECT b.id, b.parent_id, up.level + 1 FROM branch b JOIN up ON b.id = up.parent_id WHERE up.level < 4
   )
   SELECT s.id AS "staffId", s.role, up.level AS "levelsUp",
          (SELECT count(*)::int FROM ticket t WHERE t.owner_id = s.id AND t.state IN ('assigned', 'in_progress', 'waiting')) AS "openTickets"
     FROM up JOIN staff s ON s.branch_id = up.id WHERE s.active`,
);

/** Everybody on duty in the branch and above it, up to the factory. */
export const staffOnDuty = (tx: Tx, branchId: string | null): Promise<Candidate[]> => tx.query<Candidate>(onDuty, [branchId]);
