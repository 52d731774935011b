import { statement, type Tx } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';
import type { CataloguePart } from '../domain/parts-request';

const catalogue = statement(
  'catalogue-of',
  `SELECT code AS part, withdrawn, fits_models AS "fitsModels", substitutes, price::text, currency, return_days AS "returnDays" FROM part WHERE code = ANY ($1)`,
);

/** The parts by their codes; one that is not on file is missing. */
export const catalogueOf = async (tx: Tx, parts: readonly string[]): Promise<ReadonlyMap<string, CataloguePart>> =>
  new Map((await tx.query<CataloguePart>(catalogue, [parts])).map((part) => [part.part, part]));

/** `part.unknown` for the first that is not on file. */
export const catalogueKnows = async (tx: Tx, parts: readonly string[]): Promise<void> => {
  const known = await catalogueOf(tx, parts);
  for (const part of parts) if (!known.has(part)) throw new RuleViolation('part.unknown', { part });
};
