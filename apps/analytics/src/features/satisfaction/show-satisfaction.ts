import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { isMet } from '../../figures/figure';
import { satisfaction, satisfactionByBranch, satisfactionByMonth } from '../../figures/satisfaction';
import { KpiMonth } from '../../kpi-year';

const partyRoles = ['end_customer', 'dealer'] as const;
type PartyRole = (typeof partyRoles)[number];

export class SatisfactionQuery {
  /** The month of the answers, `2026-07`. */
  @IsString() @Matches(/^\d{4}-(0[1-9]|1[0-2])$/) month!: string;
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  /** Only answers of customers, or of dealers. */
  @IsOptional() @IsIn(partyRoles) party?: PartyRole;
}

export class BranchSatisfaction {
  @IsString() branchId!: string;
  @Nullable() @IsIn(partyRoles) partyRole!: PartyRole | null;
  /** Answers with a score of 4 or 5. */
  @IsInt() numerator!: number;
  /** Answers received. */
  @IsInt() denominator!: number;
  /** numerator ÷ denominator in per cent, two decimals, half up. */
  @Nullable() @IsString() rate!: string | null;
}

export class Satisfaction {
  /** Of all rows together. */
  @IsInt() numerator!: number;
  @IsInt() denominator!: number;
  /** `null`: there is nothing to divide by. */
  @Nullable() @IsString() rate!: string | null;
  /** In per cent: at least so much. */
  @IsString() target!: string;
  @Nullable() @IsBoolean() meetsTarget!: boolean | null;
  /** Questionnaires that were sent in the month, and how many of these have been answered since. */
  @IsInt() sent!: number;
  @IsInt() answered!: number;
  /** By branch of the ticket, and by who was asked. */
  @ValidateNested({ each: true }) @Type(() => BranchSatisfaction) branches!: BranchSatisfaction[];
  /** The twelve months up to this one, oldest first; a month of which there is nothing to count is left out. */
  @ValidateNested({ each: true }) @Type(() => KpiMonth) year!: KpiMonth[];
}

const sentIn = statement(
  'satisfaction-sent',
  `SELECT count(*)::int AS sent, count(answered_on)::int AS answered FROM survey
    WHERE sent_on >= ($1 || '-01')::date AND sent_on < ($1 || '-01')::date + interval '1 month' AND ($2::text[] IS NULL OR branch_id = ANY ($2)) AND ($3::text IS NULL OR party_role = $3)`,
);

interface Row extends BranchSatisfaction {
  /** 1: all of them together. */
  readonly total: number;
}

@Controller('kpis/satisfaction')
export class ShowSatisfaction {
  constructor(private readonly database: Database) {}

  /** How many of the answers of a month say that somebody is satisfied, by branch and by who was asked; only branches that are yours. */
  @Get()
  @Requires('analytics:read')
  @Answers(Satisfaction)
  async handle(@Query() { month, branch, party }: SatisfactionQuery, @Actor() actor: Principal): Promise<Satisfaction> {
    const branches = branchParam(branchesFor(actor, 'analytics:read'), branch);
    const asked = [month, branches, party ?? null];
    const [all, ...rows] = await this.database.read<Row>(actor, 'analytics:read', satisfactionByBranch, asked);
    const { numerator = 0, denominator = 0, rate = null } = all ?? {};
    const [{ sent = 0, answered = 0 } = {}] = await this.database.read<{ sent: number; answered: number }>(actor, 'analytics:read', sentIn, asked);
    return {
      numerator, denominator, rate, target: satisfaction.target.rate, meetsTarget: isMet(satisfaction.target, { numerator, denominator }), sent, answered,
      branches: rows.map(({ total: _total, ...row }) => row), year: await this.database.read<KpiMonth>(actor, 'analytics:read', satisfactionByMonth, asked),
    };
  }
}
