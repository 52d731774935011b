import { RuleViolation } from '@aftercare/kernel';

/** So many pieces of one part, in its base unit. */
export interface Count {
  readonly part: string;
  readonly qty: number;
}

/** More than this is a slip of the finger on any shelf of this house. */
export const mostPieces = 1_000_000;

/** Pieces are counted whole, at least one of them unless none may be there. */
export const wholePieces = (qty: number, least: 0 | 1 = 1): void => {
  if (!Number.isSafeInteger(qty) || qty < least || qty > mostPieces) throw new RuleViolation('parts.quantity-invalid', { qty, least, most: mostPieces });
};

/** What was counted, per part: several counts of a part are added up. */
export const addUpCounts = (counts: readonly Count[]): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>();
  for (const { part, qty } of counts) {
    wholePieces(qty, 0);
    sums.set(part, (sums.get(part) ?? 0) + qty);
  }
  return sums;
};

/** The parts of which not the same number was counted on both sides, in the order of their codes. */
export const differing = (one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): string[] =>
  [...new Set([...one.keys(), ...other.keys()])].filter((part) => (one.get(part) ?? 0) !== (other.get(part) ?? 0)).toSorted();
