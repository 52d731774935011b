import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';
import { dispatchesByBranch, dispatchesByMonth } from '../../figures/on-time-dispatch';
import { KpiMonth } from '../../kpi-year';

export class OnTimeDispatchQuery {
  /** The month of the days by which the notes should have left, `2026-07`. */
  @IsString() @Matches(/^\d{4}-(0[1-9]|1[0-2])$/) month!: string;
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsString() @MaxLength(64) dealer?: string;
}

export class DispatchesOfBranch {
  @IsString() branchId!: string;
  /** Left on or before the workday after the decision. */
  @IsInt() numerator!: number;
  /** Notes that have left. */
  @IsInt() denominator!: number;
  /** numerator ÷ denominator in per cent, two decimals, half up. */
  @Nullable() @IsString() rate!: string | null;
}

export class OnTimeDispatch {
  /** Of all branches together. */
  @IsInt() numerator!: number;
  @IsInt() denominator!: number;
  /** `null`: there is nothing to divide by. */
  @Nullable() @IsString() rate!: string | null;
  @ValidateNested({ each: true }) @Type(() => DispatchesOfBranch) branches!: DispatchesOfBranch[];
  /** The twelve months up to this one, oldest first; a month of which there is nothing to count is left out. */
  @ValidateNested({ each: true }) @Type(() => KpiMonth) year!: KpiMonth[];
}

@Controller('kpis/on-time-dispatch')
export class ShowOnTimeDispatch {
  constructor(private readonly database: Database) {}

  /** How many delivery notes left by the workday after their request was decided, branch by branch; only branches that are yours. */
  @Get()
  @Requires('analytics:read')
  @Answers(OnTimeDispatch)
  async handle(@Query() { month, branch, dealer }: OnTimeDispatchQuery, @Actor() actor: Principal): Promise<OnTimeDispatch> {
    const named = branchParam(branchesFor(actor, 'analytics:read'), branch);
    const asked = [month, named, dealer ?? null];
    const [all, ...branches] = await this.database.read<DispatchesOfBranch>(actor, 'analytics:read', dispatchesByBranch, asked);
    return { numerator: all?.numerator ?? 0, denominator: all?.denominator ?? 0, rate: all?.rate ?? null, branches, year: await this.database.read<KpiMonth>(actor, 'analytics:read', dispatchesByMonth, asked) };
  }
}
