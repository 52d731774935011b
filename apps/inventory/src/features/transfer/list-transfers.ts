import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsDate, IsIn, IsInt, IsOptional, IsString, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { transferMovesFor, transferStates, type TransferMove, type TransferState } from '../../domain/transfer.lifecycle';
import { transferMoveNames } from '../../transfer-standing';

export class ListTransfersQuery {
  @IsOptional() @IsIn(transferStates) state?: TransferState;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
  /** The `next` of the page before. */
  @IsOptional() @IsUUID() after?: string;
}

export class ListedTransferLine {
  @IsString() part!: string;
  @IsInt() qty!: number;
  /** What came of it; absent where nobody has counted otherwise than it was sent. */
  @IsOptional() @IsInt() received?: number;
}

export class ListedTransfer {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsIn(transferStates) state!: TransferState;
  @IsString() fromBranchId!: string;
  @IsString() fromLocation!: string;
  @IsString() fromName!: string;
  @IsString() toBranchId!: string;
  @IsString() toLocation!: string;
  @IsString() toName!: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => ListedTransferLine) lines!: ListedTransferLine[];
  @IsString() preparedBy!: string;
  @IsDate() preparedAt!: Date;
  @Nullable() @IsDate() sentAt!: Date | null;
  @Nullable() @IsDate() receivedAt!: Date | null;
  /** What can be done next, by either side. */
  @IsIn(transferMoveNames, { each: true }) next!: TransferMove[];
}

export class ListedTransfers {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ListedTransfer) items!: ListedTransfer[];
  /** Where the next page begins; null on the last one. */
  @Nullable() @IsUUID() next!: string | null;
}

const transfers = statement(
  'list-transfers',
  `SELECT t.id, t.number, t.state, t.branch_id AS "fromBranchId", t.from_location AS "fromLocation", f.name AS "fromName", t.to_branch_id AS "toBranchId", t.to_location AS "toLocation", o.name AS "toName", t.lines,
          t.prepared_by AS "preparedBy", t.prepared_at AS "preparedAt", t.sent_at AS "sentAt", t.received_at AS "receivedAt"
     FROM transfer t JOIN location f ON f.code = t.from_location JOIN location o ON o.code = t.to_location
    WHERE ($1::text[] IS NULL OR t.branch_id = ANY ($1) OR t.to_branch_id = ANY ($1)) AND ($2::text IS NULL OR t.state = $2) AND ($3::uuid IS NULL OR t.id < $3)
    ORDER BY t.id DESC LIMIT $4`,
);

@Controller('transfers')
export class ListTransfers {
  constructor(private readonly database: Database) {}

  /** What goes out of the caller's branches, and what comes to them, the newest first. */
  @Get()
  @Requires('stock:read')
  @Answers(ListedTransfers)
  async handle(@Query() { state, limit, after }: ListTransfersQuery, @Actor() actor: Actor): Promise<ListedTransfers> {
    const found = await this.database.read<Omit<ListedTransfer, 'next'>>(actor, 'stock:read', transfers, [branchParam(branchesFor(actor, 'stock:read')), state ?? null, after ?? null, limit + 1]);
    const items = found.slice(0, limit).map((transfer) => ({ ...transfer, next: transferMovesFor(transfer.state) }));
    return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}
