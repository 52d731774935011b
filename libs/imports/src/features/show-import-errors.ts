import { Readable } from 'node:stream';
import { Requires } from '@aftercare/auth';
import { Actor, AnswersFile } from '@aftercare/chassis';
import { Database, statement } from '@aftercare/event-store';
import { csvLine, typedText, type Verdict } from '@aftercare/tables';
import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
import { importSeenBy, wordsOf } from '../shown-import';
import { judgedRows } from '../judged-rows';
import type { ImportRecord } from '../import.store';

const header = statement('import-header', 'SELECT header FROM import WHERE id = $1');

@Controller('imports')
export class ShowImportErrors {
  constructor(private readonly database: Database) {}

  /**
   * The same sheet with one more column, the reason: empty where the row was accepted. CSV in UTF-8 that Excel opens, formulas defused, rows
   * where they were below the header. Corrected, it can be sent as it is.
   */
  @Get(':id/errors')
  @AnswersFile('text/csv')
  @Requires('table:import')
  async handle(@Param('id') id: string, @Actor() actor: Actor): Promise<StreamableFile> {
    const { file, headerRow } = await importSeenBy(this.database, actor, id);
    const name = encodeURIComponent(`${file.replace(/\.[^.]*$/, '')}.errors.csv`);
    return new StreamableFile(Readable.from(this.lines(id, headerRow, actor)), { type: 'text/csv; charset=utf-8', disposition: `attachment; filename*=UTF-8''${name}` });
  }

  private async *lines(id: string, headerRow: number, actor: Actor): AsyncGenerator<string> {
    const [{ header: columns } = { header: [] }] = await this.database.read<Pick<ImportRecord, 'header'>>(actor, 'table:import', header, [id]);
    yield `\ufeff${csvLine([...columns, '原因 reason'])}`;
    let above = headerRow;
    for await (const { row, verdict, cells } of judgedRows(this.database, actor, id)) {
      const blank = csvLine(Array.from({ length: columns.length + 1 }, () => ''));
      yield blank.repeat(Math.max(0, row - above - 1));
      yield csvLine([...cells.map(typedText), ...Array.from({ length: Math.max(0, columns.length - cells.length) }, () => ''), reasonOf(verdict)]);
      above = row;
    }
  }
}

const reasonOf = (verdict: Verdict): string => {
  switch (verdict.verdict) {
    case 'rejected': return `${verdict.reason} ${verdict.field} ${wordsOf(verdict.reason)}`.replace('  ', ' ');
    case 'merged': return `已并入第 ${verdict.intoRow} 行 · merged into row ${verdict.intoRow}`;
    case 'accepted': return '';
  }
};
