import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsDate, IsInt, IsOptional, IsString, IsUUID, Matches, Max, Min, ValidateNested } from 'class-validator';

const rowNumber = /^[1-9]\d{0,17}$/;

export class ShowDispatchLedgerQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsUUID() note?: string;
  @IsOptional() @IsUUID() request?: string;
  @IsOptional() @IsUUID() shipment?: string;
  /** Entered on this day or later, and on this day or earlier, where the branch is. */
  @IsOptional() @Matches(/^\d{4}-\d{2}-\d{2}$/) from?: string;
  @IsOptional() @Matches(/^\d{4}-\d{2}-\d{2}$/) to?: string;
  /** The `next` of the page before. */
  @IsOptional() @Matches(rowNumber) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
}

export class DispatchLedgerRow {
  /** The row's number: rows are numbered in the order in which they were entered. */
  @Matches(rowNumber) row!: string;
  @IsString() branchId!: string;
  @IsUUID() noteId!: string;
  @IsString() noteNumber!: string;
  @IsInt() lineNo!: number;
  @IsUUID() requestId!: string;
  @IsUUID() shipmentId!: string;
  @Nullable() @IsString() dealerCode!: string | null;
  @IsString() part!: string;
  /** Pieces that left; of a correction, how many more (+) or fewer (−). */
  @IsInt() qty!: number;
  /** `dispatched`, or why it corrects another row. */
  @IsString() reason!: string;
  /** The row that it corrects. */
  @Nullable() @Matches(rowNumber) corrects!: string | null;
  @IsString() actor!: string;
  @Matches(/^\d{4}-\d{2}-\d{2}$/) enteredOn!: string;
  @IsDate() enteredAt!: Date;
}

export class DispatchLedgerPage {
  @ValidateNested({ each: true }) @Type(() => DispatchLedgerRow) items!: DispatchLedgerRow[];
  /** Send it as `after` for what comes next; `null`: that is all. */
  @Nullable() @Matches(rowNumber) next!: string | null;
}

const rows = statement(
  'dispatch-ledger-page',
  `SELECT l.id::text AS row, l.branch_id AS "branchId", l.note_id AS "noteId", n.number AS "noteNumber", l.line_no AS "lineNo", l.request_id AS "requestId", l.shipment_id AS "shipmentId", l.dealer_code AS "dealerCode",
          l.part, l.qty, l.reason, l.corrects::text, l.actor, l.entered_on::text AS "enteredOn", l.entered_at AS "enteredAt"
     FROM dispatch_ledger l JOIN delivery_note n ON n.id = l.note_id
    WHERE ($1::text[] IS NULL OR l.branch_id = ANY ($1)) AND ($2::text IS NULL OR l.branch_id = $2) AND ($3::uuid IS NULL OR l.note_id = $3) AND ($4::uuid IS NULL OR l.request_id = $4)
      AND ($5::date IS NULL OR l.entered_on >= $5) AND ($6::date IS NULL OR l.entered_on <= $6) AND ($7::uuid IS NULL OR l.shipment_id = $7) AND ($8::bigint IS NULL OR l.id < $8)
    ORDER BY l.id DESC LIMIT $9`,
);

@Controller('dispatch-ledger')
export class ShowDispatchLedger {
  constructor(private readonly database: Database) {}

  /** What has left the house, a row per line of a note, the newest first. Nothing in it is ever changed: what was wrong has a further row (R11). */
  @Get()
  @Requires('stock:read')
  @Answers(DispatchLedgerPage)
  async handle(@Query() { branch, note, request, shipment, from, to, after, limit }: ShowDispatchLedgerQuery, @Actor() actor: Actor): Promise<DispatchLedgerPage> {
    const found = await this.database.read<DispatchLedgerRow>(actor, 'stock:read', rows, [
      branchParam(branchesFor(actor, 'stock:read')), branch ?? null, note ?? null, request ?? null, from ?? null, to ?? null, shipment ?? null, after ?? null, limit + 1,
    ]);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? (items.at(-1)?.row ?? null) : null };
  }
}
