import type { Readable } from 'node:stream';
import type { Language } from '@aftercare/chassis';
import { columnName, declaration, main, textCell, workbookOf } from '@aftercare/tables';
import { words, type Column, type Fact, type Paper, type Row, type Value, type ValueKind } from './paper';
import { say } from './phrases';
import { pieces } from './pieces';
import { printable, wallTime, written } from './written';

/**
 * A paper as a workbook of one sheet: title, facts and who made it when above the header, the rows with a filter below. Codes are text, days
 * and times are days, amounts can be added up; nothing in it is a formula. However many rows there are, few are in memory. The stream fails
 * when the rows do, and leaves them alone when nobody reads on.
 */
export const xlsxOf = (paper: Paper, language: Language): Readable =>
  workbookOf({ sheet: printable(paper.title[language]), styles: styleSheet, at: new Date(paper.printed.at) }, pieces(worksheetOf(paper, language)));

const title = 1;
const head = 2;
const styles = { text: 3, code: 3, whole: 4, money: 5, day: 6, time: 7 } as const satisfies Record<ValueKind, number>;
const columnWidths = { text: 26, code: 22, whole: 9, money: 13, day: 12, time: 17 } as const satisfies Record<ValueKind, number>;

async function* worksheetOf(paper: Paper, language: Language): AsyncGenerator<string> {
  const { columns, rows, totals, zone } = paper;
  const [headRow, last] = [3, columnName(Math.max(columns.length, 1) - 1)];
  yield `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="${headRow}" topLeftCell="A${headRow + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`;
  yield `<cols>${columns.map(({ kind }, at) => `<col min="${at + 1}" max="${at + 1}" width="${columnWidths[kind]}" customWidth="1"/>`).join('')}</cols><sheetData>`;
  yield rowOf(1, wordsCell('A1', [paper.title[language], paper.number].filter((part) => part !== undefined).join(' '), title));
  yield rowOf(2, wordsCell('A2', about(paper, language), 0));
  yield rowOf(headRow, columns.map((column, at) => wordsCell(`${columnName(at)}${headRow}`, column.head[language], head)).join(''));
  let number = headRow;
  for await (const row of rows) yield rowOf(number += 1, cellsOf(row, number, columns, { language, zone }));
  const filtered = number;
  if (totals) yield rowOf(number + 1, cellsOf(totals, number + 1, columns, { language, zone }));
  yield `</sheetData><autoFilter ref="A${headRow}:${last}${filtered}"/></worksheet>`;
}

/** What the rows are: the facts, and who asked when. */
const about = ({ facts, printed, zone }: Paper, language: Language): string => [
  ...facts.map(({ label, value, kind = 'text' }: Fact) => `${label[language]}${say('colon', language)}${written(value, kind, { language, zone })}`),
  say('exported', language, { at: wallTime(printed.at, zone).slice(0, 16), by: printed.by }),
].join('　');

const rowOf = (number: number, cells: string): string => `<row r="${number}">${cells}</row>`;

const cellsOf = (row: Row, number: number, columns: readonly Column[], place: { readonly language: Language; readonly zone: string }): string =>
  columns.map(({ kind }, at) => cellOf(`${columnName(at)}${number}`, row[at] ?? null, kind, place)).join('');

const cellOf = (ref: string, value: Value, kind: ValueKind, { language, zone }: { readonly language: Language; readonly zone: string }): string => {
  const text = words(value, language);
  if (text === '') return '';
  const amount = isText(kind) ? null : numberOf(text, kind, zone);
  return amount === null ? wordsCell(ref, text, styles.text) : `<c r="${ref}" s="${styles[kind]}"><v>${amount}</v></c>`;
};

const isText = (kind: ValueKind): boolean => kind === 'text' || kind === 'code';

/** What a spreadsheet calculates with: a number of at most 15 digits, or days since 1899-12-30. Null = it can only be text. */
const numberOf = (text: string, kind: ValueKind, zone: string): string | null => {
  if (kind === 'day' || kind === 'time') {
    const wall = kind === 'day' ? `${text}T00:00:00Z` : `${wallTime(text, zone).replace(' ', 'T')}Z`;
    const days = (Date.parse(wall) - Date.UTC(1899, 11, 30)) / 86_400_000;
    // Before that day Excel counts a 29 February that never was.
    return days >= 61 ? String(days) : null;
  }
  return /^-?\d+(?:\.\d+)?$/.test(text) && text.replaceAll(/\D/g, '').length <= 15 ? text : null;
};

/** The longest text that Excel takes. */
const longest = 32_767;
const wordsCell = (ref: string, text: string, style: number): string => textCell(ref, printable(text).slice(0, longest), style);

// Cells: plain, title, head, text, whole number, amount, day, time, in the order of `title`, `head` and `styles`.
const styleSheet = `<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fonts count="3"><font><sz val="11"/></font><font><b/><sz val="14"/></font><font><b/><sz val="11"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE7ECF3"/></patternFill></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="8"><xf/><xf fontId="1" applyFont="1"/><xf fontId="2" fillId="2" applyFont="1" applyFill="1"/><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="1" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>`;
