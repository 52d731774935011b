import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsString, Matches, ValidateNested } from 'class-validator';
import { onlyOf } from '../../own-duties';

/** What was proposed against a dealer in a month, and what became of it; amounts exact. */
export class PenaltySum {
  @Matches(/^\d{4}-\d{2}$/) month!: string;
  @IsString() dealerCode!: string;
  @IsString() currency!: string;
  /** Nobody has decided about so many yet, which come to so much. */
  @IsInt() openCount!: number;
  @IsString() openAmount!: string;
  @IsInt() approvedCount!: number;
  @IsString() approvedAmount!: string;
  @IsInt() rejectedCount!: number;
}

export class PenaltySums {
  /** The newest month first; the dealer with the most to be decided first within it. */
  @ValidateNested({ each: true }) @Type(() => PenaltySum) items!: PenaltySum[];
}

const lastYear = statement(
  'penalty-sums',
  `SELECT to_char(p.proposed_at AT TIME ZONE o.zone, 'YYYY-MM') AS month, p.dealer_code AS "dealerCode", p.currency,
          count(*) FILTER (WHERE p.state = 'proposed')::int AS "openCount", coalesce(sum(p.proposed::numeric) FILTER (WHERE p.state = 'proposed'), 0)::numeric(14, 2)::text AS "openAmount",
          count(*) FILTER (WHERE p.state = 'approved')::int AS "approvedCount", coalesce(sum(p.amount::numeric) FILTER (WHERE p.state = 'approved'), 0)::numeric(14, 2)::text AS "approvedAmount",
          count(*) FILTER (WHERE p.state = 'rejected')::int AS "rejectedCount"
     FROM penalty p JOIN obligation o ON o.id = p.obligation_id
    WHERE p.proposed_at > business_now() - interval '12 months' AND ($1::text[] IS NULL OR p.branch_id = ANY ($1)) AND ($2::text IS NULL OR (p.dealer_code = $2 AND p.state = 'approved'))
    GROUP BY month, p.dealer_code, p.currency ORDER BY month DESC, sum(p.proposed::numeric) FILTER (WHERE p.state = 'proposed') DESC NULLS LAST, p.dealer_code`,
);

@Controller('penalties')
export class SumPenalties {
  constructor(private readonly database: Database) {}

  /** Penalties of the last twelve months by month and dealer: what waits for finance, and what was agreed. A dealer sees what he has to pay. */
  @Get('sums')
  @Requires('returns:read')
  @Answers(PenaltySums)
  async handle(@Actor() actor: Principal): Promise<PenaltySums> {
    return { items: await this.database.read<PenaltySum>(actor, 'returns:read', lastYear, [branchParam(branchesFor(actor, 'returns:read')), onlyOf(actor)]) };
  }
}
