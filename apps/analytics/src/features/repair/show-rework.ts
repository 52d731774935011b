import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, IsString, IsUUID, Matches, MaxLength, ValidateNested } from 'class-validator';
import { isMet } from '../../figures/figure';
import { rework, reworkByBranch, reworkByMonth } from '../../figures/rework';
import { KpiMonth } from '../../kpi-year';

export class ReworkQuery {
  /** The month in which the later repair was completed, `2026-07`. */
  @IsString() @Matches(/^\d{4}-(0[1-9]|1[0-2])$/) month!: string;
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsString() @MaxLength(64) family?: string;
}

export class BranchRework {
  @IsString() branchId!: string;
  /** Completed repairs that are rework. */
  @IsInt() numerator!: number;
  /** Completed repairs. */
  @IsInt() denominator!: number;
  /** numerator ÷ denominator in per cent, two decimals, half up. */
  @Nullable() @IsString() rate!: string | null;
}

/** A repair that is rework. */
export class ReworkedRepair {
  @IsUUID() repairId!: string;
  @IsString() number!: string;
  @IsUUID() ticketId!: string;
  @IsString() branchId!: string;
  @IsString() serial!: string;
  @IsString() faultFamily!: string;
  @Matches(/^\d{4}-\d{2}-\d{2}$/) completedOn!: string;
}

export class Rework {
  /** Of all rows together. */
  @IsInt() numerator!: number;
  @IsInt() denominator!: number;
  /** `null`: there is nothing to divide by. */
  @Nullable() @IsString() rate!: string | null;
  /** In per cent: less than so much. */
  @IsString() target!: string;
  @Nullable() @IsBoolean() meetsTarget!: boolean | null;
  /** How many would be rework, and somebody has ruled that they are not. */
  @IsInt() overruled!: number;
  @ValidateNested({ each: true }) @Type(() => BranchRework) branches!: BranchRework[];
  /** Those that are rework, by number; at most 200. */
  @ValidateNested({ each: true }) @Type(() => ReworkedRepair) repairs!: ReworkedRepair[];
  /** The twelve months up to this one, oldest first; a month of which there is nothing to count is left out. */
  @ValidateNested({ each: true }) @Type(() => KpiMonth) year!: KpiMonth[];
}

const reworked = statement(
  'reworked-repairs',
  `SELECT r.repair_id AS "repairId", r.number, r.ticket_id AS "ticketId", r.branch_id AS "branchId", r.serial, r.fault_family AS "faultFamily", r.completed_on::text AS "completedOn"
     FROM repair r WHERE r.state = 'completed' AND ($2::text[] IS NULL OR r.branch_id = ANY ($2)) AND ($3::text IS NULL OR r.fault_family = $3) AND r.completed_on >= ($1 || '-01')::date AND r.completed_on < ($1 || '-01')::date + interval '1 month' AND NOT r.overruled
      AND EXISTS (SELECT 1 FROM device_repair e WHERE e.serial = r.serial AND e.fault_family = r.fault_family AND e.repair_id <> r.repair_id AND r.opened_on - e.completed_on BETWEEN 0 AND 30 AND r.opened_on > e.opened_on)
    ORDER BY r.number LIMIT 200`,
);

interface Row extends Omit<BranchRework, 'branchId'> {
  readonly branchId: string | null;
  readonly overruled: number;
}

const nothing = { numerator: 0, denominator: 0, rate: null, overruled: 0 };

@Controller('kpis/rework')
export class ShowRework {
  constructor(private readonly database: Database) {}

  /** How many of the repairs that were completed in a month had to be done again, by branch of the later repair, and which they are; only branches that are yours. */
  @Get()
  @Requires('analytics:read')
  @Answers(Rework)
  async handle(@Query() { month, branch, family }: ReworkQuery, @Actor() actor: Principal): Promise<Rework> {
    const branches = branchParam(branchesFor(actor, 'analytics:read'), branch);
    const asked = [month, branches, family ?? null];
    const rows = await this.database.read<Row>(actor, 'analytics:read', reworkByBranch, asked);
    const { numerator, denominator, rate, overruled } = rows.find(({ branchId }) => branchId === null) ?? nothing;
    return {
      numerator, denominator, rate, target: rework.target.rate, meetsTarget: isMet(rework.target, { numerator, denominator }), overruled,
      branches: rows.flatMap(({ branchId, overruled: _overruled, ...row }) => (branchId === null ? [] : [{ branchId, ...row }])),
      repairs: await this.database.read<ReworkedRepair>(actor, 'analytics:read', reworked, asked), year: await this.database.read<KpiMonth>(actor, 'analytics:read', reworkByMonth, asked),
    };
  }
}
