import { Readable } from 'node:stream';
import { Requires } from '@aftercare/auth';
import { Actor, AnswersFile } from '@aftercare/chassis';
import { Database, statement } from '@aftercare/event-store';
import { csvLine, sheetOf, typedText, type Cell, type SheetRow, type Verdict } from '@aftercare/tables';
import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
import { importSeenBy, wordsOf } from '../shown-import';
import { judgedRows } from '../judged-rows';
import type { ImportRecord } from '../import.store';

const csv = 'text/csv';
const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const header = statement('import-header', 'SELECT header FROM import WHERE id = $1');

@Controller('imports')
export class ShowImportErrors {
  constructor(private readonly database: Database) {}

  /**
   * The same sheet with one more column, the reason: empty where the row was accepted. A workbook for a workbook, with every row where it stood and
   * numbers as numbers; else CSV in UTF-8 that Excel opens, rows where they were below the header. Nothing in it runs. Corrected, it can be sent as
   * it is.
   */
  @Get(':id/errors')
  @AnswersFile(csv, workbook)
  @Requires('table:import')
  async handle(@Param('id') id: string, @Actor() actor: Actor): Promise<StreamableFile> {
    const { file, headerRow, sheet } = await importSeenBy(this.database, actor, id);
    const rows = this.rows(id, headerRow, actor);
    const [type, ending, content] = sheet == null ? [`${csv}; charset=utf-8`, 'csv', Readable.from(lines(rows, headerRow))] : [workbook, 'xlsx', sheetOf(sheet, rows)];
    const name = encodeURIComponent(`${file.replace(/\.[^.]*$/, '')}.errors.${ending}`);
    return new StreamableFile(content, { type, disposition: `attachment; filename*=UTF-8''${name}` });
  }

  /** The header and every row that is no blank one, as far right as the header goes, and then the reason. */
  private async *rows(id: string, headerRow: number, actor: Actor): AsyncGenerator<SheetRow> {
    const [{ header: columns } = { header: [] }] = await this.database.read<Pick<ImportRecord, 'header'>>(actor, 'table:import', header, [id]);
    const asText = (text: string): Cell => ({ text, kind: 'text' });
    yield { row: headerRow, cells: [...columns, '原因 reason'].map(asText) };
    for await (const { row, verdict, cells, numbers } of judgedRows(this.database, actor, id)) {
      const missing = Array.from({ length: Math.max(0, columns.length - cells.length) }, () => '');
      yield { row, cells: [...cells.map((text, at): Cell => ({ text, kind: numbers.includes(at) ? 'number' : 'text' })), ...[...missing, reasonOf(verdict)].map(asText)] };
    }
  }
}

async function* lines(rows: AsyncIterable<SheetRow>, headerRow: number): AsyncGenerator<string> {
  let [above, columns] = [headerRow - 1, 0];
  for await (const { row, cells } of rows) {
    yield above < headerRow ? '\ufeff' : csvLine(Array.from({ length: columns }, () => '')).repeat(row - above - 1);
    columns ||= cells.length;
    yield csvLine(cells.map(({ text }) => typedText(text)));
    above = row;
  }
}

const reasonOf = (verdict: Verdict): string => {
  switch (verdict.verdict) {
    case 'rejected': return `${verdict.reason} ${verdict.field} ${wordsOf(verdict.reason)}`.replace('  ', ' ');
    case 'merged': return `已并入第 ${verdict.intoRow} 行 · merged into row ${verdict.intoRow}`;
    case 'accepted': return '';
  }
};
