import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, CursorMalformed, Database, statement } from '@aftercare/event-store';
import { isUuid } from '@aftercare/kernel';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsDate, IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { onlyOf } from '../../own-duties';

export class FindSurplusQuery {
  @IsOptional() @IsString() @MaxLength(64) dealer?: string;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(40) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

export class SurplusView {
  @IsUUID() id!: string;
  @IsString() branchId!: string;
  @IsString() dealerCode!: string;
  @IsString() part!: string;
  @IsInt() qty!: number;
  /** Kept apart still: of the others it was found out for which duty they are. */
  @IsInt() leftQty!: number;
  @Matches(/^\d{4}-\d{2}-\d{2}$/) receivedOn!: string;
  @IsString() receivedBy!: string;
  @IsDate() heldAt!: Date;
}

export class SurplusList {
  /** The newest first. */
  @ValidateNested({ each: true }) @Type(() => SurplusView) items!: SurplusView[];
  @Nullable() @IsString() next!: string | null;
}

const newestFirst = statement(
  'surplus-newest-first',
  `SELECT id, branch_id AS "branchId", dealer_code AS "dealerCode", part, qty, left_qty AS "leftQty", received_on::text AS "receivedOn", received_by AS "receivedBy", held_at AS "heldAt" FROM surplus
    WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR dealer_code = $2) AND ($3::text IS NULL OR dealer_code = $3) AND ($4::uuid IS NULL OR id < $4)
    ORDER BY id DESC LIMIT $5`,
);

@Controller('surplus')
export class FindSurplus {
  constructor(private readonly database: Database) {}

  /** Old parts that came and that nobody owed: they are kept apart until somebody finds out what they are. A dealer sees his own. */
  @Get()
  @Requires('returns:read')
  @Answers(SurplusList)
  async handle(@Query() { dealer, after, limit = 50 }: FindSurplusQuery, @Actor() actor: Principal): Promise<SurplusList> {
    if (after !== undefined && !isUuid(after)) throw new CursorMalformed();
    const branches = branchParam(branchesFor(actor, 'returns:read'));
    const found = await this.database.read<SurplusView>(actor, 'returns:read', newestFirst, [branches, onlyOf(actor), dealer ?? null, after ?? null, limit + 1]);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}
