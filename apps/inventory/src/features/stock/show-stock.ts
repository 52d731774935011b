import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, CursorMalformed, Database } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { StockLevel, stockLevels } from '../../stock-level';

export class ShowStockQuery {
  @IsOptional() @IsString() @MaxLength(64) location?: string;
  @IsOptional() @IsString() @MaxLength(64) part?: string;
  /** `true`: only what a warehouse has less of than its safety stock. */
  @IsOptional() @IsIn(['true', 'false']) short?: 'true' | 'false';
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(500) limit: number = 50;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(130) after?: string;
}

export class StockLevels {
  @IsArray() @ValidateNested({ each: true }) @Type(() => StockLevel) items!: StockLevel[];
  /** Where the next page begins; null on the last one. */
  @Nullable() @IsString() next!: string | null;
}

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
    const found = await this.database.read<StockLevel>(actor, 'stock:read', stockLevels, [own, location ?? null, part ?? null, place, code, short === 'true', limit + 1]);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, next: found.length > limit && last ? `${last.locationCode}~${last.partCode}` : null };
  }
}
