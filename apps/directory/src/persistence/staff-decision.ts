import { statement, type Tx } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';
import type { StaffDecision } from '../domain/staff-member';

// Two who make people each other's managers at the same time must not both be right.
const lockChains = statement('staff-chains-lock', "SELECT pg_advisory_xact_lock(hashtext('staff.manager'))");
const chain = statement(
  'staff-above',
  `WITH RECURSIVE up AS (
     SELECT staff_id, manager_id, active, 1 AS level FROM staff WHERE staff_id = $1
     UNION ALL SELECT s.staff_id, s.manager_id, s.active, up.level + 1 FROM staff s JOIN up ON s.staff_id = up.manager_id WHERE up.level < 20
   )
   SELECT staff_id AS "staffId", active FROM up ORDER BY level`,
);

/** Looks in all branches: a manager may be above them. Throws `staff.manager-unknown` for one who does not work here. */
export const staffDecision = async (tx: Tx, by: string, managerId: string | null): Promise<StaffDecision> => {
  const { branches } = tx.context;
  const everywhere = branches === '*';
  if (managerId === null) return { by, everywhere, above: [] };
  await tx.query(lockChains);
  await tx.within('*');
  const above = await tx.query<{ staffId: string; active: boolean }>(chain, [managerId]);
  await tx.within(branches);
  if (!above[0]?.active) throw new RuleViolation('staff.manager-unknown', { staffId: managerId });
  return { by, everywhere, above: above.map(({ staffId }) => staffId) };
};

const onFile = statement(
  'relatives-on-file',
  `SELECT named.code FROM unnest($1::text[]) AS named(code)
    WHERE NOT EXISTS (SELECT FROM staff WHERE staff_id = named.code) AND NOT EXISTS (SELECT FROM dealer WHERE dealer_code = named.code) AND NOT EXISTS (SELECT FROM customer WHERE customer.code = named.code)`,
);

/** Throws `staff.relative-unknown` for who is on file nowhere. */
export const refuseUnknownRelatives = async (tx: Tx, codes: readonly string[]): Promise<void> => {
  const { branches } = tx.context;
  await tx.within('*');
  const [unknown] = await tx.query<{ code: string }>(onFile, [codes]);
  await tx.within(branches);
  if (unknown) throw new RuleViolation('staff.relative-unknown', { relative: unknown.code });
};
