import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, CursorMalformed, Database, statement } from '@aftercare/event-store';
import { isUuid } from '@aftercare/kernel';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { shelves, type Shelf } from '../../domain/stock';
import { stockCountReasons, stockCountStates, type StockCountReason, type StockCountState } from '../../domain/stock-count';

export class ListCountsQuery {
  @IsOptional() @IsIn(stockCountStates) state?: StockCountState;
  @IsOptional() @IsString() @MaxLength(64) location?: string;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(40) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

const reasons: readonly StockCountReason[] = [...stockCountReasons.posted, ...stockCountReasons.declined];

export class ListedCount {
  @IsUUID() id!: string;
  @IsString() branchId!: string;
  @IsString() location!: string;
  @IsString() part!: string;
  @IsIn(shelves) bin!: Shelf;
  @IsInt() expected!: number;
  @IsInt() counted!: number;
  /** What the difference is worth, exact. */
  @IsString() variance!: string;
  @IsString() currency!: string;
  @IsIn(stockCountStates) state!: StockCountState;
  @IsString() countedBy!: string;
  @IsDate() countedAt!: Date;
  @Nullable() @IsString() decidedBy!: string | null;
  @Nullable() @IsDate() decidedAt!: Date | null;
  /** Why the second person decided as he did. */
  @Nullable() @IsIn(reasons) reason!: StockCountReason | null;
  /** Send it back in `If-Match` when deciding. */
  @IsInt() version!: number;
}

export class ListedCounts {
  /** The newest first. */
  @ValidateNested({ each: true }) @Type(() => ListedCount) items!: ListedCount[];
  @Nullable() @IsString() next!: string | null;
}

const newestFirst = statement(
  'counts-newest-first',
  `SELECT id, branch_id AS "branchId", location, part, bin, expected, counted, variance, currency, state, counted_by AS "countedBy", counted_at AS "countedAt", decided_by AS "decidedBy", decided_at AS "decidedAt", reason, version
     FROM stock_count WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR location = $3) AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5`,
);

@Controller('stock-counts')
export class ListCounts {
  constructor(private readonly database: Database) {}

  /** What was counted in the caller's branches, and what waits for another person's word. */
  @Get()
  @Requires('stock:read')
  @Answers(ListedCounts)
  async handle(@Query() { state, location, after, limit = 50 }: ListCountsQuery, @Actor() actor: Principal): Promise<ListedCounts> {
    if (after !== undefined && !isUuid(after)) throw new CursorMalformed();
    const values = [branchParam(branchesFor(actor, 'stock:read')), state ?? null, location ?? null, after ?? null, limit + 1];
    const found = await this.database.read<ListedCount>(actor, 'stock:read', newestFirst, values);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}
