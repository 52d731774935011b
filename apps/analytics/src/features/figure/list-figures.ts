import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { FigureTarget, isMet, leastSample, recordKinds, type RecordKind } from '../../figures/figure';
import { figures } from '../../figures/figures';
import { KpiMonth } from '../../kpi-year';

export class ListFiguresQuery {
  /** `2026-07`; without it every figure stands at the newest month of which it has anything to count. */
  @IsOptional() @IsString() @Matches(/^\d{4}-(0[1-9]|1[0-2])$/) month?: string;
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
}

export class FigureShown {
  @IsString() figure!: string;
  /** What it counts, one by one. */
  @IsIn(recordKinds) record!: RecordKind;
  @Nullable() @ValidateNested() @Type(() => FigureTarget) target!: FigureTarget | null;
  /** The month that it is about; `null`: there has never been anything to count. */
  @Nullable() @IsString() month!: string | null;
  /** The newest month of which there is anything to count. */
  @Nullable() @IsString() newest!: string | null;
  @IsInt() numerator!: number;
  @IsInt() denominator!: number;
  /** numerator ÷ denominator in per cent, two decimals, half up; `null`: there is nothing to divide by. */
  @Nullable() @IsString() rate!: string | null;
  /** Of fewer a rate says little. */
  @IsInt() leastSample!: number;
  /** By the exact counts; `null`: there is no target, or nothing to count. */
  @Nullable() @IsBoolean() met!: boolean | null;
  /** The twelve months up to this one, oldest first; a month of which there is nothing to count is left out. */
  @ValidateNested({ each: true }) @Type(() => KpiMonth) year!: KpiMonth[];
}

export class FigureList {
  @ValidateNested({ each: true }) @Type(() => FigureShown) figures!: FigureShown[];
}

@Controller('figures')
export class ListFigures {
  constructor(private readonly database: Database) {}

  /** Every figure that the house is steered by, with its target, sample and year; only branches that are yours. A figure that is new here needs nothing of who shows them. */
  @Get()
  @Requires('analytics:read')
  @Answers(FigureList)
  async handle(@Query() { month: asked, branch }: ListFiguresQuery, @Actor() actor: Principal): Promise<FigureList> {
    const branches = branchParam(branchesFor(actor, 'analytics:read'), branch);
    const shown: FigureShown[] = [];
    for (const { name, record, target, newest: last, year: byMonth } of figures) {
      const [found] = await this.database.read<{ month: string | null }>(actor, 'analytics:read', last, [branches]);
      const newest = found?.month ?? null;
      const month = asked ?? newest;
      const { statement, values } = byMonth(month ?? '0001-01', branches);
      const year = month === null ? [] : await this.database.read<KpiMonth>(actor, 'analytics:read', statement, values);
      const { numerator, denominator, rate } = year.find((one) => one.month === month) ?? { numerator: 0, denominator: 0, rate: null };
      shown.push({ figure: name, record, target, month, newest, numerator, denominator, rate, leastSample, met: isMet(target, { numerator, denominator }), year });
    }
    return { figures: shown };
  }
}
