import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';

export class OldPartDebtQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsString() @MaxLength(64) dealer?: string;
}

/** Pieces that a dealer owes now, by how many calendar days their due day is over. */
export class DealersDebt {
  @IsString() branchId!: string;
  @IsString() dealerCode!: string;
  @IsInt() duties!: number;
  @IsInt() notDue!: number;
  @IsInt() to30Days!: number;
  @IsInt() to90Days!: number;
  @IsInt() over90Days!: number;
  @IsISO8601() oldestDueOn!: string;
}

export class OldPartDebt {
  /** Whoever has owed longest first. */
  @ValidateNested({ each: true }) @Type(() => DealersDebt) dealers!: DealersDebt[];
}

const debt = statement(
  'old-part-debt',
  `SELECT branch_id AS "branchId", dealer_code AS "dealerCode", count(*)::int AS duties, coalesce(sum(open_qty) FILTER (WHERE age <= 0), 0)::int AS "notDue",
          coalesce(sum(open_qty) FILTER (WHERE age BETWEEN 1 AND 30), 0)::int AS "to30Days", coalesce(sum(open_qty) FILTER (WHERE age BETWEEN 31 AND 90), 0)::int AS "to90Days",
          coalesce(sum(open_qty) FILTER (WHERE age > 90), 0)::int AS "over90Days", min(due_on)::text AS "oldestDueOn"
     FROM (SELECT *, (business_now() AT TIME ZONE zone)::date - due_on AS age FROM old_part_duty WHERE open_qty > 0) owed
    WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR dealer_code = $2)
    GROUP BY branch_id, dealer_code ORDER BY min(due_on), dealer_code, branch_id`,
);

@Controller('old-part-debt')
export class ShowOldPartDebt {
  constructor(private readonly database: Database) {}

  /** What dealers owe of old parts, by dealer and age; only branches that are yours. */
  @Get()
  @Requires('analytics:read')
  @Answers(OldPartDebt)
  async handle(@Query() { branch, dealer }: OldPartDebtQuery, @Actor() actor: Principal): Promise<OldPartDebt> {
    const branches = branchParam(branchesFor(actor, 'analytics:read'), branch);
    return { dealers: await this.database.read<DealersDebt>(actor, 'analytics:read', debt, [branches, dealer ?? null]) };
  }
}
