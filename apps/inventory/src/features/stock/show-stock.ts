import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, CursorMalformed, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';

export class ShowStockQuery {
  @IsOptional() @IsString() @MaxLength(64) location?: string;
  @IsOptional() @IsString() @MaxLength(64) part?: string;
  /** `true`: only what a warehouse has less of than its safety stock. */
  @IsOptional() @IsIn(['true', 'false']) short?: 'true' | 'false';
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(500) limit: number = 50;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(130) after?: string;
}

export class StockLevel {
  @IsString() locationCode!: string;
  @IsString() branchId!: string;
  @IsString() partCode!: string;
  @IsString() partName!: string;
  /** Good pieces that are there, and how many of them are promised; `available` are the others. */
  @IsInt() good!: number;
  @IsInt() reserved!: number;
  @IsInt() available!: number;
  @IsInt() bad!: number;
  @IsInt() quarantine!: number;
  /** Left, and not yet received. */
  @IsInt() inTransit!: number;
  @IsInt() safetyStock!: number;
  /** Of everything that is there or in transit, by moving average; exact, with two decimals. */
  @Matches(/^\d+\.\d{2}$/) value!: string;
  @IsString() currency!: string;
}

export class StockLevels {
  @IsArray() @ValidateNested({ each: true }) @Type(() => StockLevel) items!: StockLevel[];
  /** Where the next page begins; null on the last one. */
  @Nullable() @IsString() next!: string | null;
}

const levels = statement(
  'show-stock',
  `SELECT b.location AS "locationCode", b.branch_id AS "branchId", b.part AS "partCode", p.name AS "partName",
          coalesce(sum(b.on_hand) FILTER (WHERE bin = 'good'), 0)::int AS good, sum(b.reserved)::int AS reserved,
          coalesce(sum(b.on_hand - b.reserved) FILTER (WHERE bin = 'good'), 0)::int AS available, coalesce(sum(b.on_hand) FILTER (WHERE bin = 'bad'), 0)::int AS bad,
          coalesce(sum(b.on_hand) FILTER (WHERE bin = 'quarantine'), 0)::int AS quarantine, coalesce(sum(b.on_hand) FILTER (WHERE bin = 'in_transit'), 0)::int AS "inTransit",
          CASE l.kind WHEN 'warehouse' THEN p.safety_stock ELSE 0 END AS "safetyStock", sum(b.value)::text AS value, p.currency
     FROM stock_balance b JOIN part p ON p.code = b.part JOIN location l ON l.code = b.location
    WHERE ($1::text[] IS NULL OR b.branch_id = ANY ($1)) AND ($2::text IS NULL OR b.location = $2) AND ($3::text IS NULL OR b.part = $3) AND (b.location, b.part) > ($4, $5)
    GROUP BY b.location, b.part, b.branch_id, p.code, l.code
   HAVING NOT $6 OR coalesce(sum(b.on_hand - b.reserved) FILTER (WHERE bin = 'good'), 0) < CASE l.kind WHEN 'warehouse' THEN p.safety_stock ELSE 0 END
    ORDER BY b.location, b.part LIMIT $7`,
);

@Controller('stock')
export class ShowStock {
  constructor(private readonly database: Database) {}

  /** What lies where in the caller's branches, place by place and part by part. What was never there has no line. */
  @Get()
  @Requires('stock:read')
  @Answers(StockLevels)
  async handle(@Query() { location, part, short, limit, after = '~' }: ShowStockQuery, @Actor() actor: Actor): Promise<StockLevels> {
    const [place, code, ...rest] = after.split('~');
    if (place === undefined || code === undefined || rest.length > 0) throw new CursorMalformed();
    const own = branchParam(branchesFor(actor, 'stock:read'));
    const found = await this.database.read<StockLevel>(actor, 'stock:read', levels, [own, location ?? null, part ?? null, place, code, short === 'true', limit + 1]);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, next: found.length > limit && last ? `${last.locationCode}~${last.partCode}` : null };
  }
}
