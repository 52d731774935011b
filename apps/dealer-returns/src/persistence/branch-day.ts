import { statement, type Tx } from '@aftercare/event-store';
import { localDay } from '@aftercare/business-time';
import { Unavailable } from '@aftercare/kernel';

interface BranchTerms {
  readonly shortCode: string;
  readonly zone: string;
}

const branchTerms = statement('branch-terms', 'SELECT short_code AS "shortCode", zone FROM branch WHERE id = $1');

/** How a branch numbers its papers, and where its clock goes. `Unavailable` while directory has not told. */
export const termsOf = async (tx: Tx, branchId: string): Promise<BranchTerms> => {
  const [branch] = await tx.query<BranchTerms>(branchTerms, [branchId]);
  if (!branch) throw new Unavailable('branch.not-known-yet', 1);
  return branch;
};

/** The day that it is in the branch. */
export const todayIn = async (tx: Tx, branchId: string, now: Date): Promise<string> => localDay(now, (await termsOf(tx, branchId)).zone);
