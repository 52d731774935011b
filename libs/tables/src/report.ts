import type { Judged, Kind, Verdict } from './judge';
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

/** The lists of a report in their order: what each of them says of a row. */
export const reportLists = {
  rejected_rows: (verdict: Verdict) => (verdict.verdict === 'rejected' ? [{ row: verdict.row, reason: verdict.reason, field: verdict.field }] : []),
  merged_rows: (verdict: Verdict) => (verdict.verdict === 'merged' ? [{ row: verdict.row, into_row: verdict.intoRow, key: verdict.key }] : []),
  merge_proposals: (verdict: Verdict) => (verdict.verdict === 'accepted' && verdict.proposedWith !== null ? [{ row: verdict.row, with_row: verdict.proposedWith, key: 'phone' }] : []),
  warnings: (verdict: Verdict) => (verdict.verdict === 'accepted' ? verdict.warnings.map(({ code, field }) => ({ row: verdict.row, code, field })) : []),
  accepted_rows: (verdict: Verdict, { shown }: Kind) => (verdict.verdict === 'accepted' ? [{ row: verdict.row, ...Object.fromEntries(shown.map((field) => [field, verdict.values[field] ?? ''])) }] : []),
} as const satisfies Partial<Record<keyof Report, (verdict: Verdict, kind: Kind) => readonly object[]>>;

export const reportOf = async (file: string, table: Table, kind: Kind, judged: Judged): Promise<Report> => {
  const verdicts: Verdict[] = [];
  for await (const { source: _source, ...verdict } of judged.verdicts()) verdicts.push(verdict as Verdict);
  const count = (one: Verdict['verdict']): number => verdicts.filter(({ verdict }) => verdict === one).length;
  const { encoding, sheet } = table;
  return {
    file, entity: kind.entity,
    ...(encoding === undefined ? {} : { encoding }), ...(sheet === undefined ? {} : { sheet }),
    header_row: judged.headerRow, rows_read: verdicts.length, accepted: count('accepted'), rejected: count('rejected'), merged: count('merged'),
    ...listsOf(verdicts, kind),
  };
};

const listsOf = (verdicts: readonly Verdict[], kind: Kind) => {
  const list = <T>(shown: (verdict: Verdict, kind: Kind) => readonly T[]): T[] => verdicts.flatMap((verdict) => shown(verdict, kind));
  return {
    rejected_rows: list(reportLists.rejected_rows), merged_rows: list(reportLists.merged_rows), merge_proposals: list(reportLists.merge_proposals),
    warnings: list(reportLists.warnings), accepted_rows: list(reportLists.accepted_rows),
  };
};
