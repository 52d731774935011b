import { statement, type Tx } from '@aftercare/event-store';

const managers = statement(
  'branch-managers',
  "SELECT branch_id AS \"branchId\", array_agg(staff_id ORDER BY staff_id) AS codes FROM staff WHERE branch_id = ANY ($1) AND role = 'branch_manager' AND active GROUP BY 1",
);

/** Who manages each of these branches; a branch without a manager is left out. */
export const managersOf = async (tx: Tx, branchIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> =>
  new Map((await tx.query<{ branchId: string; codes: string[] }>(managers, [branchIds])).map(({ branchId, codes }) => [branchId, codes]));
