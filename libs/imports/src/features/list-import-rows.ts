import { Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { Database, statement } from '@aftercare/event-store';
import type { Verdict } from '@aftercare/tables';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, Max, Min, ValidateNested } from 'class-validator';
import type { JudgedRow } from '../import.store';
import { importSeenBy, wordsOf } from '../shown-import';

const verdicts = ['accepted', 'rejected', 'merged'] as const;

export class ListImportRowsQuery {
  /** Only these; `warned`: accepted, but something was noticed about it. */
  @IsOptional() @IsIn([...verdicts, 'warned']) verdict?: Verdict['verdict'] | 'warned';
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(500) limit: number = 50;
  /** The `next` of the page before. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) after: number = 0;
}

export class RowWarning {
  /** `LEADING_ZERO_RESTORED`, `FULL_WIDTH`, `FORMULA_TEXT`, `MERGE_PROPOSED`. */
  @IsString() code!: string;
  @IsString() field!: string;
}

export class ListedImportRow {
  /** As the spreadsheet shows it. */
  @IsInt() row!: number;
  @IsIn(verdicts) verdict!: Verdict['verdict'];
  /** Of a rejected row: why, in code and in both languages, and which field; the field is empty when the row as a whole is wrong. */
  @Nullable() @IsString() reason!: string | null;
  @Nullable() @IsString() words!: string | null;
  @Nullable() @IsString() field!: string | null;
  /** Of a merged row: the earlier one that says the same. */
  @Nullable() @IsInt() intoRow!: number | null;
  /** Of an accepted one: the first row further up with its number and another name. */
  @Nullable() @IsInt() proposedWith!: number | null;
  @IsArray() @ValidateNested({ each: true }) @Type(() => RowWarning) warnings!: RowWarning[];
  /** As they stand in the sheet, one per header and sometimes more. */
  @IsString({ each: true }) cells!: string[];
}

export class ListedImportRows {
  /** Empty once the rows were deleted. */
  @IsString({ each: true }) header!: string[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => ListedImportRow) items!: ListedImportRow[];
  /** Where the next page begins; null on the last one. */
  @Nullable() @IsInt() next!: number | null;
}

const header = statement('import-rows-header', 'SELECT header FROM import WHERE id = $1');
const page = statement(
  'list-import-rows',
  `SELECT row, detail AS verdict, cells FROM import_row
    WHERE import_id = $1 AND row > $2 AND ($3::text IS NULL OR verdict = $3) AND (NOT $4 OR jsonb_array_length(detail -> 'warnings') > 0) ORDER BY row LIMIT $5`,
);

@Controller('imports')
export class ListImportRows {
  constructor(private readonly database: Database) {}

  /** The rows of an import with their verdicts, in the order of the sheet; all of them, or those of one verdict. */
  @Get(':id/rows')
  @Requires('table:import')
  @Answers(ListedImportRows)
  async handle(@Param('id') id: string, @Query() { verdict, limit, after }: ListImportRowsQuery, @Actor() actor: Actor): Promise<ListedImportRows> {
    await importSeenBy(this.database, actor, id);
    const [named] = await this.database.read<{ header: string[] }>(actor, 'table:import', header, [id]);
    const warned = verdict === 'warned';
    const found = await this.database.read<Pick<JudgedRow, 'row' | 'verdict' | 'cells'>>(actor, 'table:import', page, [id, after, warned ? 'accepted' : (verdict ?? null), warned, limit + 1]);
    const items = found.slice(0, limit);
    return { header: named?.header ?? [], items: items.map(({ row, verdict: judged, cells }) => ({ row, ...told(judged), cells: [...cells] })), next: found.length > limit ? (items.at(-1)?.row ?? null) : null };
  }
}

const nothing = { reason: null, words: null, field: null, intoRow: null, proposedWith: null, warnings: [] };

const told = (judged: Verdict): Omit<ListedImportRow, 'row' | 'cells'> => {
  switch (judged.verdict) {
    case 'rejected': return { ...nothing, verdict: judged.verdict, reason: judged.reason, field: judged.field, words: wordsOf(judged.reason) };
    case 'merged': return { ...nothing, verdict: judged.verdict, intoRow: judged.intoRow };
    case 'accepted': return { ...nothing, verdict: judged.verdict, proposedWith: judged.proposedWith, warnings: [...judged.warnings] };
  }
};
