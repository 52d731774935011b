/** What stands in one cell: its text as it was typed, and what the spreadsheet knows about it. */
export interface Cell {
  readonly text: string;
  /** `number` and `formula` exist in workbooks only. A number's text is the number as it is shown, without an exponent. */
  readonly kind: 'text' | 'number' | 'formula';
  /** A number of a workbook whose days are counted from 1904. */
  readonly since1904?: true;
}

export interface SheetRow {
  /** As a spreadsheet shows it, from 1; a record with line breaks inside quotes is one row. */
  readonly row: number;
  readonly cells: readonly Cell[];
}

export const empty: Cell = { text: '', kind: 'text' };

/** Line breaks are LF, blanks around it are gone, and so is one leading apostrophe: Excel's mark for text. */
export const typedText = (text: string): string => {
  const trimmed = text.replaceAll('\r\n', '\n').trim();
  return trimmed.startsWith("'") ? trimmed.slice(1).trim() : trimmed;
};

export const isBlank = ({ cells }: SheetRow): boolean => cells.every(({ text }) => typedText(text) === '');
