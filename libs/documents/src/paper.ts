import type { Language } from '@aftercare/chassis';
import type { Text } from '@aftercare/kernel';

/** What stands in a place: words of the product in both languages, what people have typed, a whole number, or nothing. */
export type Value = Text | string | number | null;

/**
 * How values are written and what a spreadsheet makes of them. `text`, `code`: as they are, never a number; `whole`: a whole number; `money`:
 * `1280.50`; `day`: `2026-03-01`; `time`: an instant (ISO 8601), shown as the wall of the paper's zone shows it.
 */
export type ValueKind = 'text' | 'code' | 'whole' | 'money' | 'day' | 'time';

export interface Column {
  readonly head: Text;
  readonly kind: ValueKind;
  /** Its part of the width, against the other columns'. */
  readonly share: number;
}

export interface Fact {
  readonly label: Text;
  readonly value: Value;
  readonly kind?: ValueKind;
  /** Has a line of its own: an address, a remark. */
  readonly wide?: boolean;
}

export type Row = readonly Value[];

/** One document, whatever becomes of it: a page to print, a PDF, a workbook or a CSV file. */
export interface Paper {
  readonly form: Form;
  readonly title: Text;
  /** Its own number, also as a bar code: digits, capitals and `-`. */
  readonly number?: string;
  /** What stands above the table: on a list the filters that made it. */
  readonly facts: readonly Fact[];
  /** None on a label. */
  readonly columns: readonly Column[];
  /** One value per column; read once, however many there are. */
  readonly rows: Iterable<Row> | AsyncIterable<Row>;
  /** Stands below the last row, one value per column. */
  readonly totals?: Row;
  readonly signatures?: readonly Text[];
  /** Who gets which sheet. On carbon paper they are printed at once, on A5 the PDF has one for each. */
  readonly plies?: readonly Text[];
  /** Which reprint it is, from 1: the paper says so. 0, or none: the first print. */
  readonly reprint?: number;
  /** `at` is an instant (ISO 8601), `by` who asked. */
  readonly printed: { readonly at: string; readonly by: string };
  /** The zone of the walls on which its times are shown: `Asia/Shanghai`. */
  readonly zone: string;
}

interface Measures {
  /** In millimetres, as are the margins. */
  readonly width: number;
  readonly height: number;
  readonly margin: { readonly x: number; readonly y: number };
  /** Of the table's text, in points. */
  readonly text: number;
  /** How many facts stand beside each other. */
  readonly abreast: number;
  /** One sheet per ply, because the paper has no carbon. */
  readonly sheetPerPly: boolean;
}

/** `note` is half of the continuous paper of dot-matrix printers, 241 mm with sprocket holes; `box` the thermal label of a box. */
export const forms = {
  note: { width: 241, height: 140, margin: { x: 14, y: 6 }, text: 9, abreast: 3, sheetPerPly: false },
  a5: { width: 210, height: 148, margin: { x: 10, y: 8 }, text: 9, abreast: 3, sheetPerPly: true },
  a4: { width: 210, height: 297, margin: { x: 12, y: 12 }, text: 9, abreast: 2, sheetPerPly: true },
  'a4-wide': { width: 297, height: 210, margin: { x: 10, y: 10 }, text: 8, abreast: 4, sheetPerPly: true },
  box: { width: 100, height: 150, margin: { x: 5, y: 5 }, text: 13, abreast: 1, sheetPerPly: true },
} as const satisfies Record<string, Measures>;
export type Form = keyof typeof forms;
export const formNames = Object.keys(forms) as readonly Form[];

/** The words of a value; nothing is an empty text. */
export const words = (value: Value, language: Language): string =>
  value === null ? '' : typeof value === 'object' ? value[language] : String(value);
