import { Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsDate, IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, Min, ValidateNested } from 'class-validator';
import { importStates, type ImportState } from '../import';

export class ListImportsQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;

  /** The `next` of the page before. */
  @IsOptional() @IsString() @Matches(/^\d{4}-[0-9T:.-]+Z~[0-9a-f-]{36}$/) after?: string;
}

export class ListedImport {
  @IsUUID() id!: string;
  @IsString() kind!: string;
  @IsString() source!: string;
  @IsString() file!: string;
  @IsIn(importStates) state!: ImportState;
  @IsInt() accepted!: number;
  @IsInt() rejected!: number;
  @IsInt() applied!: number;
  @IsString() madeBy!: string;
  @IsDate() madeAt!: Date;
}

export class ListedImports {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ListedImport) items!: ListedImport[];

  /** Where the next page begins; null on the last one. */
  @Nullable() @IsString() next!: string | null;
}

const imports = statement(
  'list-imports',
  `SELECT id, kind, source, file, state, accepted, rejected, applied, made_by AS "madeBy", made_at AS "madeAt" FROM import
    WHERE $1::timestamptz IS NULL OR (date_trunc('milliseconds', made_at), id) < ($1, $2::uuid)
    ORDER BY date_trunc('milliseconds', made_at) DESC, id DESC LIMIT $3`,
);

@Controller('imports')
export class ListImports {
  constructor(private readonly database: Database) {}

  /** The files that were sent, the newest first: one's own branch's, all of them for head office. */
  @Get()
  @Requires('table:import')
  @Answers(ListedImports)
  async handle(@Query() { limit, after }: ListImportsQuery, @Actor() actor: Actor): Promise<ListedImports> {
    const [madeAt = null, id = null] = after?.split('~') ?? [];
    const found = await this.database.read<ListedImport>(actor, 'table:import', imports, [madeAt, id, limit + 1]);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, next: found.length > limit && last ? `${last.madeAt.toISOString()}~${last.id}` : null };
  }
}
