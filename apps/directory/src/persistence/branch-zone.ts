import { statement, type Tx } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';

const zone = statement('branch-zone', 'SELECT zone FROM branch JOIN calendar USING (calendar_code) WHERE branch_id = $1');

/** The zone by which a branch's days are counted. `NotFound` for a branch that does not exist for the caller. */
export const zoneOf = async (tx: Tx, branchId: string): Promise<string> => {
  const [row] = await tx.query<{ zone: string }>(zone, [branchId]);
  if (!row) throw new NotFound('branch');
  return row.zone;
};
