import { Readable } from 'node:stream';
import { Requires } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { Database } from '@aftercare/event-store';
import { reportLists } from '@aftercare/tables';
import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
import { IsArray, IsInt, IsObject, IsOptional, IsString } from 'class-validator';
import { judgedRows } from '../judged-rows';
import { ImportKinds } from '../import-kinds';
import { importSeenBy, type ShownImport } from '../shown-import';

export class ImportReport {
  @IsString() file!: string;
  @IsString() entity!: string;
  @IsOptional() @IsString() encoding?: string;
  @IsOptional() @IsString() sheet?: string;
  @IsInt() header_row!: number;
  @IsInt() rows_read!: number;
  @IsInt() accepted!: number;
  @IsInt() rejected!: number;
  @IsInt() merged!: number;
  @IsArray() @IsObject({ each: true }) rejected_rows!: object[];
  @IsArray() @IsObject({ each: true }) merged_rows!: object[];
  @IsArray() @IsObject({ each: true }) merge_proposals!: object[];
  @IsArray() @IsObject({ each: true }) warnings!: object[];
  @IsArray() @IsObject({ each: true }) accepted_rows!: object[];
}

@Controller('imports')
export class ShowImportReport {
  constructor(
    private readonly database: Database,
    private readonly kinds: ImportKinds,
  ) {}

  /** The verdict on every row, for programs: what was rejected and why, merged, proposed, warned of, and what the accepted rows say once cleaned. */
  @Get(':id/report')
  @Requires('table:import')
  @Answers(ImportReport)
  async handle(@Param('id') id: string, @Actor() actor: Actor): Promise<StreamableFile> {
    const shown = await importSeenBy(this.database, actor, id);
    return new StreamableFile(Readable.from(this.pieces(shown, actor)), { type: 'application/json; charset=utf-8' });
  }

  /** Piece by piece, list by list: a report of 200,000 rows is never in memory. */
  private async *pieces({ id, kind, file, encoding, sheet, headerRow, rowsRead, accepted, rejected, merged }: ShownImport, actor: Actor): AsyncGenerator<string> {
    const described = this.kinds.described[kind]!;
    const head = {
      file, entity: described.entity, ...(encoding === null ? {} : { encoding }), ...(sheet === null ? {} : { sheet }),
      header_row: headerRow, rows_read: rowsRead, accepted, rejected, merged,
    };
    yield JSON.stringify(head).slice(0, -1);
    for (const [name, rowsOf] of Object.entries(reportLists)) {
      yield `,"${name}":[`;
      let separator = '';
      for await (const { verdict } of judgedRows(this.database, actor, id)) {
        for (const row of rowsOf(verdict, described)) {
          yield separator + JSON.stringify(row);
          separator = ',';
        }
      }
      yield ']';
    }
    yield '}';
  }
}
