import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsDate, IsInt, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';

export class BackOrderAgeQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsString() @MaxLength(64) dealer?: string;
}

/** Pieces that somebody waits for now, by how many days of 24 hours he has waited. */
export class WaitingPieces {
  @IsString() branchId!: string;
  @Nullable() @IsString() dealerCode!: string | null;
  @IsInt() lines!: number;
  @IsInt() to7Days!: number;
  @IsInt() to30Days!: number;
  /** These are served first. */
  @IsInt() over30Days!: number;
  @IsDate() oldestSince!: Date;
}

export class BackOrderAge {
  /** Whoever has waited longest first. */
  @ValidateNested({ each: true }) @Type(() => WaitingPieces) waiting!: WaitingPieces[];
}

const ages = statement(
  'back-order-age',
  `SELECT branch_id AS "branchId", dealer_code AS "dealerCode", count(*)::int AS lines, coalesce(sum(qty) FILTER (WHERE age <= interval '7 days'), 0)::int AS "to7Days",
          coalesce(sum(qty) FILTER (WHERE age > interval '7 days' AND age <= interval '30 days'), 0)::int AS "to30Days", coalesce(sum(qty) FILTER (WHERE age > interval '30 days'), 0)::int AS "over30Days", min(since) AS "oldestSince"
     FROM (SELECT *, business_now() - since AS age FROM owed_line WHERE qty > 0) owed
    WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR dealer_code = $2)
    GROUP BY branch_id, dealer_code ORDER BY min(since), branch_id, dealer_code`,
);

@Controller('back-order-age')
export class ShowBackOrderAge {
  constructor(private readonly database: Database) {}

  /** How many approved pieces are not on their way for lack of stock, and for how long, by branch and dealer; only branches that are yours. */
  @Get()
  @Requires('analytics:read')
  @Answers(BackOrderAge)
  async handle(@Query() { branch, dealer }: BackOrderAgeQuery, @Actor() actor: Principal): Promise<BackOrderAge> {
    const own = branchesFor(actor, 'analytics:read');
    const branches = branch === undefined ? branchParam(own) : own === '*' || own.includes(branch) ? [branch] : [];
    return { waiting: await this.database.read<WaitingPieces>(actor, 'analytics:read', ages, [branches, dealer ?? null]) };
  }
}
