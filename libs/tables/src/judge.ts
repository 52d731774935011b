import { createHash } from 'node:crypto';
import { halfWidth, RuleViolation } from '@aftercare/kernel';
import { empty, isBlank, typedText, type SheetRow } from './cell';
import { Wrong, type FieldRule, type Reason, type WarningCode } from './field';
import type { Table } from './open-table';

/** One kind of table that people send: its columns, which of them must be there, and what makes two rows the same thing. */
export interface Kind {
  readonly entity: string;
  readonly columns: readonly Column[];
  /** `phone+name`: same number and name is the same person; anything else is a code that stands for one content only. */
  readonly identity: 'phone+name' | { readonly code: readonly string[] };
  /** Further codes that stand for one row only. */
  readonly unique?: readonly string[];
  /** The fields that a verdict shows of a row. */
  readonly shown: readonly string[];
  /** What follows for a row from all of its cells; throws `Wrong` with the field when the row cannot be taken. */
  readonly complete?: (values: Values) => Values;
}

export interface Column {
  readonly field: string;
  /** Other headers than the field's own name. */
  readonly headers: readonly string[];
  readonly rule: FieldRule;
  /** A table without this column is not of the kind. */
  readonly mandatory?: boolean;
}

export interface Warning { readonly code: WarningCode; readonly field: string }
export type Values = Readonly<Record<string, string>>;

export type Verdict =
  | { readonly row: number; readonly verdict: 'accepted'; readonly values: Values; readonly warnings: readonly Warning[]; readonly proposedWith: number | null }
  | { readonly row: number; readonly verdict: 'rejected'; readonly reason: Reason; readonly field: string }
  | { readonly row: number; readonly verdict: 'merged'; readonly intoRow: number; readonly key: string };

export interface Judged { readonly headerRow: number; readonly header: readonly string[]; verdicts(): AsyncGenerator<Verdict & { readonly source: SheetRow }> }

/** How far down a workbook a header may stand. */
const titleRows = 20;

/** Finds the header and judges row by row. `mapping` gives fields to headers that nobody knows by themselves. */
export const judge = async (table: Table, kind: Kind, mapping: Readonly<Record<string, string>> = {}): Promise<Judged> => {
  const { headerRow, header, columns } = await headerOf(table, kind, mapping);
  return { headerRow, header, verdicts: () => verdicts(table, kind, headerRow, columns) };
};

type Placed = readonly (Column | null)[];

const headerOf = async (table: Table, kind: Kind, mapping: Readonly<Record<string, string>>): Promise<{ headerRow: number; header: readonly string[]; columns: Placed }> => {
  const last = table.sheet === undefined ? 1 : titleRows;
  let missing: readonly string[] = kind.columns.flatMap(({ field, headers, mandatory }) => (mandatory ? [headers[0] ?? field] : []));
  for await (const row of table.rows()) {
    if (row.row > last) break;
    const header = row.cells.map(({ text }) => typedText(text));
    const columns = header.map((written) => columnFor(written, kind, mapping));
    const lost = kind.columns.flatMap((column) => (column.mandatory && !columns.includes(column) ? [column.headers[0] ?? column.field] : []));
    const twice = columns.find((column, at) => column && columns.indexOf(column) !== at);
    if (twice && lost.length === 0) throw new RuleViolation('table.column-twice', { column: twice.headers[0] ?? twice.field });
    if (lost.length === 0) return { headerRow: row.row, header, columns };
    if (lost.length < missing.length || missing.length === 0) missing = lost;
  }
  throw new RuleViolation('table.header-unknown', { missing: missing.join('、') });
};

const columnFor = (written: string, { columns }: Kind, mapping: Readonly<Record<string, string>>): Column | null => {
  const word = plainHeader(written);
  const field = mapping[written];
  return columns.find((column) => (field === undefined ? [column.field, ...column.headers].some((known) => plainHeader(known) === word) : column.field === field)) ?? null;
};

/** Width, case, blanks, units in brackets and the star of a required column say nothing. */
const plainHeader = (written: string): string => halfWidth(written).toLowerCase().replace(/\([^)]*\)|[\s*_:]/g, '');

async function* verdicts(table: Table, kind: Kind, headerRow: number, columns: Placed): AsyncGenerator<Verdict & { source: SheetRow }> {
  const seen = new Identities(kind);
  const exact = table.sheet === undefined;
  for await (const source of table.rows()) {
    if (source.row <= headerRow || isBlank(source)) continue;
    yield { ...judgeRow(source, kind, columns, exact, seen), source };
  }
}

const judgeRow = ({ row, cells }: SheetRow, kind: Kind, columns: Placed, exact: boolean, seen: Identities): Verdict => {
  const stray = cells.slice(columns.length).some(({ text }) => typedText(text) !== '');
  if (exact ? cells.length !== columns.length : stray) return { row, verdict: 'rejected', reason: 'COLUMN_COUNT', field: '' };
  const warnings: Warning[] = [];
  const values: Record<string, string> = {};
  let judging = '';
  try {
    for (const [at, column] of columns.entries()) {
      if (!column) continue;
      const { field, rule } = column;
      judging = field;
      values[field] = rule(cells[at] ?? empty, {
        text: (other) => typedText(cells[columns.findIndex((one) => one?.field === other)]?.text ?? ''),
        warn: (code) => { if (!warnings.some((one) => one.code === code && one.field === field)) warnings.push({ code, field }); },
      });
    }
    return seen.place(row, kind.complete?.(values) ?? values, warnings);
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { row, verdict: 'rejected', reason: error.reason, field: error.field ?? judging };
  }
};

/** Which row was the first of its kind; holds a key and a digest of what was accepted, not the rows. */
class Identities {
  readonly #codes = new Map<string, { readonly row: number; readonly content: string }>();
  readonly #phones = new Map<string, Map<string, number>>();
  readonly #taken = new Set<string>();

  constructor(private readonly kind: Kind) {}

  place(row: number, values: Values, warnings: readonly Warning[]): Verdict {
    return this.kind.identity === 'phone+name' ? this.#person(row, values, warnings) : this.#coded(row, values, warnings, this.kind.identity.code);
  }

  #person(row: number, values: Values, warnings: readonly Warning[]): Verdict {
    const { phone = '', name = '' } = values;
    const bare = name.replace(/\s/g, '');
    const names = this.#phones.get(phone);
    const same = names?.get(bare);
    if (same !== undefined) return { row, verdict: 'merged', intoRow: same, key: 'phone+name' };
    this.#takeCodes(values);
    if (!names) {
      this.#phones.set(phone, new Map([[bare, row]]));
      return { row, verdict: 'accepted', values, warnings, proposedWith: null };
    }
    const [first = row] = names.values();
    names.set(bare, row);
    return { row, verdict: 'accepted', values, warnings: [...warnings, { code: 'MERGE_PROPOSED', field: 'phone' }], proposedWith: first };
  }

  #coded(row: number, values: Values, warnings: readonly Warning[], fields: readonly string[]): Verdict {
    const key = fields.map((field) => values[field] ?? '').join('\u0000');
    const content = createHash('sha256').update(JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))).digest('base64');
    const first = this.#codes.get(key);
    const [field = ''] = fields;
    if (first) return first.content === content ? { row, verdict: 'merged', intoRow: first.row, key: field } : { row, verdict: 'rejected', reason: 'CODE_DUPLICATE', field };
    this.#takeCodes(values);
    this.#codes.set(key, { row, content });
    return { row, verdict: 'accepted', values, warnings, proposedWith: null };
  }

  #takeCodes(values: Values): void {
    const codes = (this.kind.unique ?? []).flatMap((field) => (values[field] ? [{ field, key: `${field} ${values[field]}` }] : []));
    const twice = codes.find(({ key }) => this.#taken.has(key));
    if (twice) throw new Wrong('CODE_DUPLICATE', twice.field);
    for (const { key } of codes) this.#taken.add(key);
  }
}
