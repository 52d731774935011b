import { judge, openTable, type Judged, type Kind, type Table } from '@aftercare/tables';
import type { Judging } from './import-kinds';

/** A file that was read as far as its header, and the verdicts on its rows, one by one. */
export interface JudgedFile extends Judged {
  readonly table: Table;
  readonly kind: Kind;
}

/**
 * Reads a file of this kind. Rows may refer to rows of the same file, whatever their order, as long as those are accepted. Throws a
 * `table.*` rule for what is no such table.
 */
export const judgeFile = async (bytes: Buffer, fileName: string, { kind, own, watching }: Judging, columns: Readonly<Record<string, string>>): Promise<JudgedFile> => {
  const table = watching(await openTable(bytes, fileName));
  const judged = await judge(table, kind, columns);
  if (own) {
    // First every code is taken for good, and who needs which is written down; then falls what needs something that is not there.
    const asked = own.among({ has: () => true });
    const needs = new Map<string, readonly string[]>();
    for await (const verdict of judged.verdicts()) {
      if (verdict.verdict === 'accepted') needs.set(verdict.values[own.column] || `row ${verdict.row}`, [...asked]);
      asked.clear();
    }
    own.among(standing(needs));
  }
  return { ...judged, table, kind };
};

/** The codes whose needs are met by codes that stand themselves. */
export const standing = (needs: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> => {
  const left = new Set(needs.keys());
  const needers = new Map<string, string[]>();
  for (const [code, needed] of needs) {
    for (const one of needed) {
      const known = needers.get(one);
      if (known) known.push(code);
      else needers.set(one, [code]);
    }
  }
  const missing = [...needers.keys()].filter((code) => !left.has(code));
  for (let code = missing.pop(); code !== undefined; code = missing.pop()) {
    for (const needer of needers.get(code) ?? []) if (left.delete(needer)) missing.push(needer);
  }
  return left;
};
