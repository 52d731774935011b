import { statement } from './statement';
import type { Tx } from './tx';

const next = statement(
  'document-number',
  `INSERT INTO document_number AS n (branch_id, kind, year, last) VALUES ($1, $2, $3, 1)
   ON CONFLICT (branch_id, kind, year) DO UPDATE SET last = n.last + 1 RETURNING last`,
);

/**
 * The next number of a kind of document in one branch and year, e.g. `TK-HZ-2026-000123`. No number is lost or given twice:
 * it is drawn in the document's own transaction, which holds the counter to its end.
 */
export const documentNumber = async (tx: Tx, of: { kind: string; branchId: string; shortCode: string; year: number }): Promise<string> => {
  const [row] = await tx.query<{ last: number }>(next, [of.branchId, of.kind, of.year]);
  if (!row) throw new Error('the counter gave no row');
  return `${of.kind}-${of.shortCode}-${of.year}-${String(row.last).padStart(6, '0')}`;
};

const skip = statement(
  'document-number-skip',
  `INSERT INTO document_number AS n (branch_id, kind, year, last) VALUES ($1, $2, $3, $4)
   ON CONFLICT (branch_id, kind, year) DO UPDATE SET last = greatest(n.last, excluded.last)`,
);

/** Numbers up to this one were given out elsewhere: ours go on after it. The counter is held to the end of the transaction, so none is drawn meanwhile. */
export const numbersGivenUpTo = async (tx: Tx, upTo: number, of: { kind: string; branchId: string; year: number }): Promise<void> => {
  await tx.query(skip, [of.branchId, of.kind, of.year, upTo]);
};
