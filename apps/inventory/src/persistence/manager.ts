import { statement, type Tx } from '@aftercare/event-store';

const manager = statement('branch-manager', `SELECT id FROM staff WHERE branch_id = $1 AND role = 'branch_manager' AND active ORDER BY id LIMIT 1`);

/** Who answers for a branch; `null`: directory has named nobody. */
export const managerOf = async (tx: Tx, branchId: string): Promise<string | null> => (await tx.query<{ id: string }>(manager, [branchId]))[0]?.id ?? null;
