import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { pastRepairStates } from '../../domain/past-repair';
import { pastPlaceOf } from '../../past-place';

const day = /^\d{4}-\d{2}-\d{2}$/;

export class ListPastRepairsQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsUUID() ticket?: string;
  /** Whose tickets they were done under. */
  @IsOptional() @IsUUID() customer?: string;
  @IsOptional() @IsString() @MaxLength(64) serial?: string;
  @IsOptional() @IsString() @MaxLength(64) family?: string;
  /** The month in which it was completed, `2026-03`. */
  @IsOptional() @IsString() @Matches(/^\d{4}-(0[1-9]|1[0-2])$/) completed?: string;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(80) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
}

export class PastRepairView {
  @IsUUID() id!: string;
  @IsString() branchId!: string;
  /** As it was there. */
  @IsString() number!: string;
  @IsString() source!: string;
  @IsUUID() ticketId!: string;
  @IsString() serial!: string;
  @IsString() faultFamily!: string;
  @Nullable() @IsString() faultCode!: string | null;
  @Nullable() @IsString() technicianId!: string | null;
  @Matches(day) openedOn!: string;
  @IsIn(pastRepairStates) state!: (typeof pastRepairStates)[number];
  @Nullable() @Matches(day) completedOn!: string | null;
  /** In CNY. */
  @Nullable() @IsString() partsCost!: string | null;
  @Nullable() @IsString() labourCost!: string | null;
  @IsBoolean() reworkOverruled!: boolean;
}

export class ListedPastRepairs {
  @ValidateNested({ each: true }) @Type(() => PastRepairView) items!: PastRepairView[];
  /** Send it as `after` for what comes next; `null`: that is all. */
  @Nullable() @IsString() next!: string | null;
}

const inOrder = statement(
  'list-past-repairs',
  `SELECT id, branch_id AS "branchId", number, source, ticket_id AS "ticketId", serial, fault_family AS "faultFamily", fault_code AS "faultCode", technician_id AS "technicianId", opened_on::text AS "openedOn", state,
          completed_on::text AS "completedOn", parts_cost AS "partsCost", labour_cost AS "labourCost", rework_overruled AS "reworkOverruled"
     FROM past_repair
    WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR branch_id = $2) AND ($3::uuid IS NULL OR ticket_id = $3) AND ($4::text IS NULL OR serial = $4) AND ($5::text IS NULL OR fault_family = $5)
      AND ($6::text IS NULL OR to_char(completed_on, 'YYYY-MM') = $6) AND ($7::date IS NULL OR (opened_on, id) < ($7, $8::uuid))
      AND ($9::uuid IS NULL OR ticket_id = ANY (tickets_of($9)))
    ORDER BY opened_on DESC, id DESC LIMIT $10`,
);

@Controller('past-repairs')
export class ListPastRepairs {
  constructor(private readonly database: Database) {}

  /** Repairs of an earlier system, the newest first: of a device, a ticket, a customer, a family of faults or a month; only branches that are yours. */
  @Get()
  @Requires('ticket:read')
  @Answers(ListedPastRepairs)
  async handle(@Query() { branch, ticket, customer, serial, family, completed, after, limit }: ListPastRepairsQuery, @Actor() actor: Principal): Promise<ListedPastRepairs> {
    const asked = [branchParam(branchesFor(actor, 'ticket:read')), branch ?? null, ticket ?? null, serial ?? null, family ?? null, completed ?? null, ...pastPlaceOf(after), customer ?? null, limit + 1];
    const found = await this.database.read<PastRepairView>(actor, 'ticket:read', inOrder, asked);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, next: found.length > limit && last ? `${last.openedOn}~${last.id}` : null };
  }
}
