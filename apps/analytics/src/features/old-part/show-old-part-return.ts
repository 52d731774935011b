import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';
import { returnsByDealer, returnsByMonth } from '../../figures/old-part-return';
import { KpiMonth } from '../../kpi-year';

export class OldPartReturnQuery {
  /** The month of the due days, `2026-07`. */
  @IsString() @Matches(/^\d{4}-(0[1-9]|1[0-2])$/) month!: string;
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsString() @MaxLength(64) dealer?: string;
}

export class DealersReturns {
  @IsString() branchId!: string;
  @IsString() dealerCode!: string;
  /** Returned in full on or before the due day. */
  @IsInt() numerator!: number;
  /** Duties whose due day is over, without those that were waived or lapsed. */
  @IsInt() denominator!: number;
  /** numerator ÷ denominator in per cent, two decimals, half up. */
  @Nullable() @IsString() rate!: string | null;
}

export class OldPartReturn {
  /** Of all rows together. */
  @IsInt() numerator!: number;
  @IsInt() denominator!: number;
  /** `null`: there is nothing to divide by. */
  @Nullable() @IsString() rate!: string | null;
  /** Dealer by dealer, those only who have a duty whose due day is over. */
  @ValidateNested({ each: true }) @Type(() => DealersReturns) dealers!: DealersReturns[];
  /** The twelve months up to this one, oldest first; a month of which there is nothing to count is left out. */
  @ValidateNested({ each: true }) @Type(() => KpiMonth) year!: KpiMonth[];
}

interface Row extends Omit<DealersReturns, 'branchId' | 'dealerCode'> {
  readonly branchId: string | null;
  readonly dealerCode: string | null;
}

const nothing = { numerator: 0, denominator: 0, rate: null };

@Controller('kpis/old-part-return')
export class ShowOldPartReturn {
  constructor(private readonly database: Database) {}

  /** How many old parts came back in time, of those that were due in a month, dealer by dealer; only branches that are yours. */
  @Get()
  @Requires('analytics:read')
  @Answers(OldPartReturn)
  async handle(@Query() { month, branch, dealer }: OldPartReturnQuery, @Actor() actor: Principal): Promise<OldPartReturn> {
    const branches = branchParam(branchesFor(actor, 'analytics:read'), branch);
    const asked = [month, branches, dealer ?? null];
    const rows = await this.database.read<Row>(actor, 'analytics:read', returnsByDealer, asked);
    const { numerator, denominator, rate } = rows.find(({ branchId }) => branchId === null) ?? nothing;
    return { numerator, denominator, rate, dealers: rows.filter((row): row is DealersReturns => row.branchId !== null), year: await this.database.read<KpiMonth>(actor, 'analytics:read', returnsByMonth, asked) };
  }
}
