import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, CursorMalformed, Database } from '@aftercare/event-store';
import { isUuid } from '@aftercare/kernel';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { RecordOfFigure } from '../../figures/figure';
import { figureNamed } from '../../figures/figures';

export class FigureRecordsQuery {
  @IsString() @Matches(/^\d{4}-(0[1-9]|1[0-2])$/) month!: string;
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  /** `numerator`: only those that count in it; `rest`: only the others. */
  @IsOptional() @IsIn(['numerator', 'rest']) only?: 'numerator' | 'rest';
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(80) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

export class FigureRecords {
  /** By the day for which they count, earliest first. */
  @ValidateNested({ each: true }) @Type(() => RecordOfFigure) items!: RecordOfFigure[];
  /** Send it as `after` for what comes next; `null`: that is all. */
  @Nullable() @IsString() next!: string | null;
}

@Controller('figures')
export class FindFigureRecords {
  constructor(private readonly database: Database) {}

  /** The very records that a figure of a month was counted from, and which of them are in its numerator; only branches that are yours. */
  @Get(':figure/records')
  @Requires('analytics:read')
  @Answers(FigureRecords)
  async handle(@Param('figure') name: string, @Query() { month, branch, only, after, limit = 50 }: FigureRecordsQuery, @Actor() actor: Principal): Promise<FigureRecords> {
    const found = await this.database.read<RecordOfFigure>(actor, 'analytics:read', figureNamed(name).records, [month, branchParam(branchesFor(actor, 'analytics:read'), branch), only === undefined ? null : only === 'numerator', ...placeOf(after), limit + 1]);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, next: found.length > limit && last ? `${last.day}~${last.id}` : null };
  }
}

const placeOf = (cursor: string | undefined): readonly [string | null, string | null] => {
  if (cursor === undefined) return [null, null];
  const [day = '', id = '', ...rest] = cursor.split('~');
  if (rest.length > 0 || !isUuid(id) || !/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day))) throw new CursorMalformed();
  return [day, id];
};
