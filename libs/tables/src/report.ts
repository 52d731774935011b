import type { Judged, Kind, Values } from './judge';
import type { Table } from './open-table';

/** What came of a file: the shape that an import answers with. */
export interface Report {
  readonly file: string;
  readonly entity: string;
  readonly encoding?: string;
  readonly sheet?: string;
  readonly header_row: number;
  readonly rows_read: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly merged: number;
  readonly rejected_rows: readonly { readonly row: number; readonly reason: string; readonly field: string }[];
  readonly merged_rows: readonly { readonly row: number; readonly into_row: number; readonly key: string }[];
  readonly merge_proposals: readonly { readonly row: number; readonly with_row: number; readonly key: string }[];
  readonly warnings: readonly { readonly row: number; readonly code: string; readonly field: string }[];
  readonly accepted_rows: readonly Readonly<Record<string, string | number>>[];
}

export const reportOf = async (file: string, table: Table, kind: Kind, judged: Judged): Promise<Report> => {
  const rejected: Report['rejected_rows'][number][] = [];
  const merged: Report['merged_rows'][number][] = [];
  const proposals: Report['merge_proposals'][number][] = [];
  const warnings: Report['warnings'][number][] = [];
  const accepted: Report['accepted_rows'][number][] = [];
  for await (const verdict of judged.verdicts()) {
    const { row } = verdict;
    if (verdict.verdict === 'rejected') rejected.push({ row, reason: verdict.reason, field: verdict.field });
    else if (verdict.verdict === 'merged') merged.push({ row, into_row: verdict.intoRow, key: verdict.key });
    else {
      if (verdict.proposedWith !== null) proposals.push({ row, with_row: verdict.proposedWith, key: 'phone' });
      warnings.push(...verdict.warnings.map(({ code, field }) => ({ row, code, field })));
      accepted.push({ row, ...shown(verdict.values, kind) });
    }
  }
  const { encoding, sheet } = table;
  return {
    file, entity: kind.entity,
    ...(encoding === undefined ? {} : { encoding }), ...(sheet === undefined ? {} : { sheet }),
    header_row: judged.headerRow, rows_read: accepted.length + rejected.length + merged.length,
    accepted: accepted.length, rejected: rejected.length, merged: merged.length,
    rejected_rows: rejected, merged_rows: merged, merge_proposals: proposals, warnings, accepted_rows: accepted,
  };
};

const shown = (values: Values, { shown: fields }: Kind): Record<string, string> => Object.fromEntries(fields.map((field) => [field, values[field] ?? '']));

/** A cell of any file that goes out: what a spreadsheet would run gets an apostrophe before it. */
export const defused = (text: string): string => (/^[=+\-@\t\r]/.test(text) && text.length > 1 ? `'${text}` : text);
const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
/** One line of a CSV file, defused. */
export const csvLine = (cells: readonly string[]): string => `${cells.map((cell) => quoted(defused(cell))).join(',')}\r\n`;
