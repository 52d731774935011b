import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { DealerAccountView, dealerAccounts } from '../../dealer-account-row';
import { onlyOf } from '../../own-requests';

export class FindDealerAccountsQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  /** Of this one, also where he has never owed anything. */
  @IsOptional() @IsString() @MaxLength(64) dealer?: string;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(64) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

export class DealerAccountList {
  /** By the dealers' codes; who was never charged anything has none. */
  @ValidateNested({ each: true }) @Type(() => DealerAccountView) items!: DealerAccountView[];
  /** Send it as `after` for what comes next; `null`: that is all. */
  @Nullable() @IsString() next!: string | null;
}

@Controller('dealer-accounts')
export class FindDealerAccounts {
  constructor(private readonly database: Database) {}

  /** What dealers owe who are served by the caller's branches; a dealer sees his own account. */
  @Get()
  @Requires('account:read')
  @Answers(DealerAccountList)
  async handle(@Query() { branch, dealer, after, limit = 50 }: FindDealerAccountsQuery, @Actor() actor: Principal): Promise<DealerAccountList> {
    const branches = branchParam(branchesFor(actor, 'account:read'), branch);
    const self = onlyOf(actor);
    if (self !== null && dealer !== undefined && dealer !== self) return { items: [], next: null };
    const found = await this.database.read<DealerAccountView>(actor, 'account:read', dealerAccounts, [branches, self ?? dealer ?? null, after ?? null, limit + 1]);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? (items.at(-1)?.dealerCode ?? null) : null };
  }
}
