import { Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { Database } from '@aftercare/event-store';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min, ValidateNested } from 'class-validator';
import { AccountRow, accountRowNumber, accountRows, AccountRowsFilter, accountsSeen, DealerAccountView } from '../../dealer-account-row';

export class ShowAccountRowsQuery extends AccountRowsFilter {
  /** The `next` of the page before. */
  @IsOptional() @Matches(accountRowNumber) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

export class AccountRowPage {
  /** How it stands now, in each currency. */
  @ValidateNested({ each: true }) @Type(() => DealerAccountView) accounts!: DealerAccountView[];
  /** The newest first. */
  @ValidateNested({ each: true }) @Type(() => AccountRow) items!: AccountRow[];
  /** Send it as `after` for what comes next; `null`: that is all. */
  @Nullable() @Matches(accountRowNumber) next!: string | null;
}

@Controller('dealer-accounts')
export class ShowAccountRows {
  constructor(private readonly database: Database) {}

  /** What a dealer owes, and why: each row with the paper that it comes from. Nothing in it is ever changed; what was wrong has a further row. A dealer sees his own. */
  @Get(':dealer/rows')
  @Requires('account:read')
  @Answers(AccountRowPage)
  async handle(@Param('dealer') dealer: string, @Query() { kind, from, to, after, limit = 50 }: ShowAccountRowsQuery, @Actor() actor: Principal): Promise<AccountRowPage> {
    const accounts = await accountsSeen(this.database, dealer, actor);
    const found = await this.database.read<AccountRow>(actor, 'account:read', accountRows, [dealer, kind ?? null, from ?? null, to ?? null, after ?? null, limit + 1]);
    const items = found.slice(0, limit);
    return { accounts, items, next: found.length > limit ? (items.at(-1)?.row ?? null) : null };
  }
}
