import { Readable } from 'node:stream';
import type { Language } from '@aftercare/chassis';
import { csvRow, csvText } from '@aftercare/tables';
import type { Paper, Row, Value, ValueKind } from './paper';
import { words } from './paper';
import { pieces } from './pieces';
import { printable, wallTime } from './written';

/**
 * The rows of a paper as CSV that Excel opens unharmed by a double click: UTF-8 with its mark, CRLF, codes as text, formulas defused. The
 * first line is the header; title, facts and totals are not in it. However many rows there are, few are in memory.
 */
export const csvOf = (paper: Paper, language: Language): Readable => Readable.from(pieces(lines(paper, language)));

async function* lines({ columns, rows, zone }: Paper, language: Language): AsyncGenerator<string> {
  yield `\ufeff${csvRow(columns.map(({ head }) => csvText(head[language])))}`;
  const cell = (value: Value, kind: ValueKind): string => {
    const text = printable(words(value, language));
    switch (kind) {
      case 'text': case 'code': return csvText(text);
      case 'time': return text === '' ? '' : wallTime(text, zone);
      case 'whole': case 'money': case 'day': return text;
    }
  };
  const line = (row: Row): string => csvRow(columns.map(({ kind }, at) => cell(row[at] ?? null, kind)));
  for await (const row of rows) yield line(row);
}
