import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';

export class ListBranchesQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;

  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(64) after?: string;
}

export class ListedBranch {
  @IsString() branchId!: string;
  @IsString() name!: string;
  @IsString() shortCode!: string;
  @IsIn(['factory', 'region', 'branch']) kind!: string;
  @Nullable() @IsString() parentId!: string | null;
  @IsString() city!: string;
  @IsString() zone!: string;
  @IsString() calendarCode!: string;
}

export class ListedBranches {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ListedBranch) items!: ListedBranch[];

  /** Where the next page begins; null on the last one. */
  @Nullable() @IsString() next!: string | null;
}

const branches = statement(
  'list-branches',
  `SELECT branch_id AS "branchId", name, short_code AS "shortCode", kind, parent_id AS "parentId", city, zone, calendar_code AS "calendarCode"
   FROM branch JOIN calendar USING (calendar_code)
   WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR branch_id > $2) ORDER BY branch_id LIMIT $3`,
);

@Controller('branches')
export class ListBranches {
  constructor(private readonly database: Database) {}

  /** The branches the caller works for (all of them, for who may see all), in the order of their codes. */
  @Get()
  @Requires('branch:read')
  @Answers(ListedBranches)
  async handle(@Query() { limit, after }: ListBranchesQuery, @Actor() actor: Actor): Promise<ListedBranches> {
    const own = branchParam(branchesFor(actor, 'branch:read'));
    const found = await this.database.read<ListedBranch>(actor, 'branch:read', branches, [own, after ?? null, limit + 1]);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? (items.at(-1)?.branchId ?? null) : null };
  }
}
