import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';
import { arrivalsByMonth, arrivalsByRoute } from '../../figures/on-time-arrival';
import { KpiMonth } from '../../kpi-year';

export class OnTimeArrivalQuery {
  /** The month of the promised days, `2026-07`. */
  @IsString() @Matches(/^\d{4}-(0[1-9]|1[0-2])$/) month!: string;
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsString() @MaxLength(64) dealer?: string;
  @IsOptional() @IsString() @MaxLength(64) carrier?: string;
}

export class ArrivalsOfRoute {
  @IsString() branchId!: string;
  /** `null`: no dealer has to do with it. */
  @Nullable() @IsString() dealerCode!: string | null;
  @IsString() carrier!: string;
  /** Arrived on or before the promised day. */
  @IsInt() numerator!: number;
  /** Shipments whose promised day is over; what is lost, back, or still travelling is not on time. */
  @IsInt() denominator!: number;
  /** numerator ÷ denominator in per cent, two decimals, half up. */
  @Nullable() @IsString() rate!: string | null;
  /** From the day of dispatch to that of arrival, on average of those that have arrived: calendar days, two decimals. */
  @Nullable() @IsString() daysInTransit!: string | null;
}

export class OnTimeArrival {
  /** Of all rows together. */
  @IsInt() numerator!: number;
  @IsInt() denominator!: number;
  /** `null`: there is nothing to divide by. */
  @Nullable() @IsString() rate!: string | null;
  @Nullable() @IsString() daysInTransit!: string | null;
  /** By branch, dealer and carrier. */
  @ValidateNested({ each: true }) @Type(() => ArrivalsOfRoute) routes!: ArrivalsOfRoute[];
  /** The twelve months up to this one, oldest first; a month of which there is nothing to count is left out. */
  @ValidateNested({ each: true }) @Type(() => KpiMonth) year!: KpiMonth[];
}

interface Row extends ArrivalsOfRoute {
  /** 1: all routes together. */
  readonly total: number;
}

@Controller('kpis/on-time-arrival')
export class ShowOnTimeArrival {
  constructor(private readonly database: Database) {}

  /** How many shipments arrived by the day that was promised, of those whose promised day of a month is over, and how long they took; only branches that are yours. */
  @Get()
  @Requires('analytics:read')
  @Answers(OnTimeArrival)
  async handle(@Query() { month, branch, dealer, carrier }: OnTimeArrivalQuery, @Actor() actor: Principal): Promise<OnTimeArrival> {
    const branches = branchParam(branchesFor(actor, 'analytics:read'), branch);
    const asked = [month, branches, dealer ?? null, carrier ?? null];
    const [all, ...routes] = await this.database.read<Row>(actor, 'analytics:read', arrivalsByRoute, asked);
    const { numerator = 0, denominator = 0, rate = null, daysInTransit = null } = all ?? {};
    return { numerator, denominator, rate, daysInTransit, routes: routes.map(({ total: _total, ...route }) => route), year: await this.database.read<KpiMonth>(actor, 'analytics:read', arrivalsByMonth, asked) };
  }
}
