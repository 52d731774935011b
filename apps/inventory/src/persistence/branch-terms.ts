import { BusinessCalendar, type CalendarSpec } from '@aftercare/business-time';
import { statement, type Tx } from '@aftercare/event-store';
import { Unavailable } from '@aftercare/kernel';

/** How a branch counts its documents and its days. */
export interface BranchTerms {
  readonly shortCode: string;
  readonly calendar: BusinessCalendar;
}

const termsOf = statement('branch-terms', 'SELECT b.short_code AS "shortCode", c.spec FROM branch b JOIN calendar c ON c.code = b.calendar_code WHERE b.id = $1');

/** `branch.not-known-yet`: what directory has registered or published is still on its way. */
export const branchTerms = async (tx: Tx, branchId: string): Promise<BranchTerms> => {
  const [row] = await tx.query<{ shortCode: string; spec: CalendarSpec }>(termsOf, [branchId]);
  if (!row) throw new Unavailable('branch.not-known-yet', 1);
  return { shortCode: row.shortCode, calendar: BusinessCalendar.of(row.spec) };
};
