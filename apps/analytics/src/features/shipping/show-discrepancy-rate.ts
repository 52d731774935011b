import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';
import { discrepanciesByRoute } from '../../figures/discrepancy-rate';

export class DiscrepancyRateQuery {
  /** The month of the dispatch, `2026-07`. */
  @IsString() @Matches(/^\d{4}-(0[1-9]|1[0-2])$/) month!: string;
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsString() @MaxLength(64) carrier?: string;
  @IsOptional() @IsString() @MaxLength(64) location?: string;
}

export class DiscrepancyFigure {
  /** Notes of which something came otherwise than it was sent. */
  @IsInt() numerator!: number;
  /** Notes that left in the month. */
  @IsInt() denominator!: number;
  /** numerator ÷ denominator in per cent, two decimals, half up; `null`: there is nothing to divide by. */
  @Nullable() @IsString() rate!: string | null;
  /** Cases of these notes, those of them that are settled, and how long that took on average: hours, two decimals. */
  @IsInt() cases!: number;
  @IsInt() settled!: number;
  @Nullable() @IsString() hoursToSettle!: string | null;
}

export class DiscrepanciesOfRoute extends DiscrepancyFigure {
  /** The warehouse or van that they left. */
  @IsString() location!: string;
  /** `null`: the shipment has not been told of yet. */
  @Nullable() @IsString() carrier!: string | null;
}

export class DiscrepanciesByCause extends DiscrepancyFigure {
  /** `null`: it has not been found out. */
  @Nullable() @IsString() cause!: string | null;
}

export class DiscrepancyRate extends DiscrepancyFigure {
  /** By warehouse and carrier. */
  @ValidateNested({ each: true }) @Type(() => DiscrepanciesOfRoute) routes!: DiscrepanciesOfRoute[];
  /** By cause, against all notes of the month: a note with two causes counts for both. */
  @ValidateNested({ each: true }) @Type(() => DiscrepanciesByCause) causes!: DiscrepanciesByCause[];
}

const byCause = statement(
  'discrepancies-by-cause',
  `WITH sent AS (
     SELECT s.note_id FROM sent_note s LEFT JOIN journey j USING (shipment_id)
      WHERE s.dispatched_on >= ($1 || '-01')::date AND s.dispatched_on < ($1 || '-01')::date + interval '1 month' AND ($2::text[] IS NULL OR s.branch_id = ANY ($2))
        AND ($3::text IS NULL OR j.carrier = $3) AND ($4::text IS NULL OR s.location = $4)),
        whole AS (SELECT count(*) AS notes FROM sent)
   SELECT d.cause, count(DISTINCT d.note_id)::int AS numerator, whole.notes::int AS denominator, round(count(DISTINCT d.note_id) * 100.0 / nullif(whole.notes, 0), 2)::text AS rate,
          count(*)::int AS cases, count(d.settled_at)::int AS settled, round((avg(extract(epoch FROM d.settled_at - d.opened_at)) / 3600)::numeric, 2)::text AS "hoursToSettle"
     FROM whole, sent JOIN difference d ON d.note_id = sent.note_id GROUP BY d.cause, whole.notes ORDER BY numerator DESC, d.cause`,
);

interface RouteRow extends DiscrepanciesOfRoute {
  /** 1: all routes together. */
  readonly total: number;
}

const nothing = { numerator: 0, denominator: 0, rate: null, cases: 0, settled: 0, hoursToSettle: null };

@Controller('kpis/discrepancy-rate')
export class ShowDiscrepancyRate {
  constructor(private readonly database: Database) {}

  /** Of how many delivery notes that left in a month something came otherwise than it was sent: by warehouse, carrier and cause, and how long it took to settle; only branches that are yours. */
  @Get()
  @Requires('analytics:read')
  @Answers(DiscrepancyRate)
  async handle(@Query() { month, branch, carrier, location }: DiscrepancyRateQuery, @Actor() actor: Principal): Promise<DiscrepancyRate> {
    const branches = branchParam(branchesFor(actor, 'analytics:read'), branch);
    const values = [month, branches, carrier ?? null, location ?? null];
    const rows = await this.database.read<RouteRow>(actor, 'analytics:read', discrepanciesByRoute, values);
    const causes = await this.database.read<DiscrepanciesByCause>(actor, 'analytics:read', byCause, values);
    const { total: _total, location: _location, carrier: _carrier, ...all } = rows.find((row) => row.total === 1) ?? { ...nothing, total: 1, location: '', carrier: null };
    return { ...all, routes: rows.filter((row) => row.total === 0).map(({ total: _, ...route }) => route), causes };
  }
}
