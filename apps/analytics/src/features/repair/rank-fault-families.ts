import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';

const day = /^\d{4}-\d{2}-\d{2}$/;

export class FaultFamiliesQuery {
  /** The first day on which a repair was opened, and the last. */
  @IsOptional() @IsISO8601({ strict: true }) @Matches(day) from?: string;
  @IsOptional() @IsISO8601({ strict: true }) @Matches(day) to?: string;
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
}

export class RankedFamily {
  @IsInt() rank!: number;
  @IsString() faultFamily!: string;
  @IsInt() count!: number;
  /** Of all repairs, in per cent, two decimals, half up. */
  @IsString() share!: string;
  /** Of this one and all before it. */
  @IsString() cumulative!: string;
}

export class FaultFamilies {
  @IsInt() total!: number;
  /** The most frequent first; equal counts in the order of their codes. */
  @ValidateNested({ each: true }) @Type(() => RankedFamily) rows!: RankedFamily[];
}

const ranked = statement(
  'fault-families',
  `WITH counted AS (
     SELECT fault_family COLLATE "C" AS family, count(*) AS n FROM repair
      WHERE ($1::date IS NULL OR opened_on >= $1) AND ($2::date IS NULL OR opened_on <= $2) AND ($3::text[] IS NULL OR branch_id = ANY ($3)) GROUP BY 1),
        summed AS (SELECT family, n, row_number() OVER ranking AS rank, sum(n) OVER ranking AS running, sum(n) OVER () AS total FROM counted WINDOW ranking AS (ORDER BY n DESC, family))
   SELECT rank::int, family AS "faultFamily", n::int AS count, round(n * 100.0 / total, 2)::text AS share, round(running * 100.0 / total, 2)::text AS cumulative FROM summed ORDER BY rank`,
);

@Controller('kpis/fault-families')
export class RankFaultFamilies {
  constructor(private readonly database: Database) {}

  /** Repairs opened in a time, by family of faults, the most frequent first (Pareto); only branches that are yours. */
  @Get()
  @Requires('analytics:read')
  @Answers(FaultFamilies)
  async handle(@Query() { from, to, branch }: FaultFamiliesQuery, @Actor() actor: Principal): Promise<FaultFamilies> {
    const branches = branchParam(branchesFor(actor, 'analytics:read'), branch);
    const rows = await this.database.read<RankedFamily>(actor, 'analytics:read', ranked, [from ?? null, to ?? null, branches]);
    return { total: rows.reduce((sum, { count }) => sum + count, 0), rows };
  }
}
