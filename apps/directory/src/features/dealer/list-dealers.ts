import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';

export class ListDealersQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(64) after?: string;
}

export class ListedDealer {
  @IsString() dealerCode!: string;
  @IsString() name!: string;
  @IsIn(['dealer', 'service_station']) role!: 'dealer' | 'service_station';
  @IsString() branchId!: string;
  @Nullable() @IsString() territory!: string | null;
  @Nullable() @IsString() parentDealerCode!: string | null;
  @IsBoolean() keyAccount!: boolean;
}

export class ListedDealers {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ListedDealer) items!: ListedDealer[];
  /** Where the next page begins; null on the last one. */
  @Nullable() @IsString() next!: string | null;
}

const dealers = statement(
  'list-dealers',
  `SELECT dealer_code AS "dealerCode", name, role, branch_id AS "branchId", territory, parent_dealer_code AS "parentDealerCode", key_account AS "keyAccount"
     FROM dealer WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR dealer_code > $2) ORDER BY dealer_code LIMIT $3`,
);

@Controller('dealers')
export class ListDealers {
  constructor(private readonly database: Database) {}

  /** The dealers and service stations of the caller's branches, in the order of their codes. */
  @Get()
  @Requires('dealer:read')
  @Answers(ListedDealers)
  async handle(@Query() { limit, after }: ListDealersQuery, @Actor() actor: Actor): Promise<ListedDealers> {
    const own = branchParam(branchesFor(actor, 'dealer:read'));
    const found = await this.database.read<ListedDealer>(actor, 'dealer:read', dealers, [own, after ?? null, limit + 1]);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? (items.at(-1)?.dealerCode ?? null) : null };
  }
}
