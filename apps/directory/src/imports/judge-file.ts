import { judge, openTable, type Judged, type Kind, type Table } from '@aftercare/tables';
import { kindsOf, refersToItself, type KindName } from './kinds';
import type { OnFile } from './on-file';

/** A file that was read as far as its header, and the verdicts on its rows, one by one. */
export interface JudgedFile extends Judged {
  readonly table: Table;
  readonly kind: Kind;
}

/**
 * Reads a file of this kind. Rows may refer to rows of the same file, whatever their order, as long as those are accepted. Throws a
 * `table.*` rule for what is no such table.
 */
export const judgeFile = async (bytes: Buffer, fileName: string, kindName: KindName, onFile: OnFile, columns: Readonly<Record<string, string>>): Promise<JudgedFile> => {
  const table = onFile.watching(await openTable(bytes, fileName));
  const kind = kindsOf(onFile)[kindName];
  const judged = await judge(table, kind, columns);
  const own = refersToItself[kindName];
  if (own) {
    // First every code is taken for good, and who needs which is written down; then falls what needs something that is not there.
    const asked = onFile.among(own.register, { has: () => true });
    const needs = new Map<string, readonly string[]>();
    for await (const verdict of judged.verdicts()) {
      if (verdict.verdict === 'accepted') needs.set(verdict.values[own.column] || `row ${verdict.row}`, [...asked]);
      asked.clear();
    }
    onFile.among(own.register, standing(needs));
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
