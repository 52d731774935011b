import { statement, type Tx } from '@aftercare/event-store';
import { isSelfOrRelative, RuleViolation } from '@aftercare/kernel';
import type { DealerSurroundings } from '../domain/dealer';

/** Who is named of a dealer, and who decides. */
interface Named {
  readonly dealerCode: string;
  readonly parentDealerCode: string | null;
  readonly representativeId: string | null;
  readonly decidedBy: string;
}

// Two who put dealers below each other at the same time must not both be right.
const chain = statement(
  'dealers-above',
  `WITH RECURSIVE up AS (
     SELECT dealer_code, parent_dealer_code, 1 AS level FROM dealer WHERE dealer_code = $1
     UNION ALL SELECT d.dealer_code, d.parent_dealer_code, up.level + 1 FROM dealer d JOIN up ON d.dealer_code = up.parent_dealer_code WHERE up.level < 20
   )
   SELECT dealer_code AS code FROM up ORDER BY level`,
);
const lockChains = statement('dealer-chains-lock', "SELECT pg_advisory_xact_lock(hashtext('dealer.parent'))");
const known = statement(
  'dealer-named',
  `SELECT $1::text IS NULL OR EXISTS (SELECT FROM dealer WHERE dealer_code = $1) AS "parentDealerCode",
          $2::text IS NULL OR EXISTS (SELECT FROM staff WHERE staff_id = $2 AND active) AS "representativeId",
          coalesce((SELECT declared_relatives FROM staff WHERE staff_id = $3), '{}') AS declared`,
);

/** Throws `dealer.reference-unknown` for a parent or representative who is not on file within reach. */
export const dealerSurroundings = async (tx: Tx, { dealerCode, parentDealerCode, representativeId, decidedBy }: Named): Promise<DealerSurroundings> => {
  const named = { parentDealerCode, representativeId };
  const [found] = await tx.query<Record<keyof typeof named, boolean> & { declared: readonly string[] }>(known, [parentDealerCode, representativeId, decidedBy]);
  for (const field of ['parentDealerCode', 'representativeId'] as const) if (!found?.[field]) throw new RuleViolation('dealer.reference-unknown', { field, code: named[field] ?? '' });
  // Dealers declare nobody; who decides may have.
  const declared = (found?.declared ?? []).map((one) => one.split(':', 1)[0] ?? one);
  return { above: await dealersAbove(tx, parentDealerCode), isRelative: isSelfOrRelative(decidedBy, dealerCode, (code) => (code === decidedBy ? declared : [])) };
};

/** From the parent up, through all branches. */
const dealersAbove = async (tx: Tx, parent: string | null): Promise<readonly string[]> => {
  if (parent === null) return [];
  await tx.query(lockChains);
  await tx.within('*');
  const above = await tx.query<{ code: string }>(chain, [parent]);
  await tx.within(tx.context.branches);
  return above.map(({ code }) => code);
};
