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

/**
 * Documents of a kind were numbered elsewhere: where such a number has our form (`TK-HZ-2025-000123`) in its own branch, ours go on after it. The counters are held to
 * the end of the transaction, so nobody draws meanwhile, and in one order, so that two imports cannot wait for each other.
 */
export const goOnAfter = async (tx: Tx, kind: string, numbered: readonly { readonly number: string; readonly branchId: string; readonly shortCode: string }[]): Promise<void> => {
  const highest = new Map<string, { branchId: string; year: number; upTo: number }>();
  for (const { number, branchId, shortCode } of numbered) {
    const [, itsKind, code, year, count] = /^([A-Z]+)-([A-Z0-9]+)-(\d{4})-(\d{6})$/.exec(number) ?? [];
    if (itsKind !== kind || code !== shortCode) continue;
    const key = `${branchId} ${year}`;
    highest.set(key, { branchId, year: Number(year), upTo: Math.max(highest.get(key)?.upTo ?? 0, Number(count)) });
  }
  for (const [, { branchId, year, upTo }] of [...highest].sort(([a], [b]) => (a < b ? -1 : 1))) await tx.query(skip, [branchId, kind, year, upTo]);
};
