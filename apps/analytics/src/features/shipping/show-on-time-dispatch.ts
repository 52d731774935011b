import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';

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
}

const dispatches = statement(
  'on-time-dispatch',
  `WITH counted AS (
     SELECT branch_id, count(*) FILTER (WHERE dispatched_on <= due_on)::int AS numerator, count(*)::int AS denominator FROM dispatch
      WHERE due_on >= ($1 || '-01')::date AND due_on < ($1 || '-01')::date + interval '1 month' AND ($2::text[] IS NULL OR branch_id = ANY ($2)) AND ($3::text IS NULL OR dealer_code = $3)
      GROUP BY ROLLUP (branch_id))
   SELECT branch_id AS "branchId", numerator, denominator, round(numerator * 100.0 / nullif(denominator, 0), 2)::text AS rate FROM counted ORDER BY branch_id NULLS FIRST`,
);

@Controller('kpis/on-time-dispatch')
export class ShowOnTimeDispatch {
  constructor(private readonly database: Database) {}

  /** How many delivery notes left by the workday after their request was decided, branch by branch; only branches that are yours. */
  @Get()
  @Requires('analytics:read')
  @Answers(OnTimeDispatch)
  async handle(@Query() { month, branch, dealer }: OnTimeDispatchQuery, @Actor() actor: Principal): Promise<OnTimeDispatch> {
    const own = branchesFor(actor, 'analytics:read');
    const named = branch === undefined ? branchParam(own) : own === '*' || own.includes(branch) ? [branch] : [];
    const [all, ...branches] = await this.database.read<DispatchesOfBranch>(actor, 'analytics:read', dispatches, [month, named, dealer ?? null]);
    return { numerator: all?.numerator ?? 0, denominator: all?.denominator ?? 0, rate: all?.rate ?? null, branches };
  }
}
