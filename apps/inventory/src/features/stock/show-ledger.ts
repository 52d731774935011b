import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, CursorMalformed, Database, statement, type Statement } from '@aftercare/event-store';
import { isUuid } from '@aftercare/kernel';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsDate, IsIn, IsInt, IsISO8601, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { accountName, bin, bins, moveReasons, type Bin, type MoveReason } from '../../domain/stock';

export class ShowLedgerQuery {
  @IsOptional() @IsString() @MaxLength(64) part?: string;
  /** Only what came to or left this place, or one bin of it. */
  @IsOptional() @IsString() @MaxLength(64) location?: string;
  @IsOptional() @IsIn(bins) bin?: Bin;
  /** The id of the note, receipt, count or correction that moved it. */
  @IsOptional() @IsString() @MaxLength(64) document?: string;
  @IsOptional() @IsIn(moveReasons) reason?: MoveReason;
  /** From this instant on. */
  @IsOptional() @IsISO8601({ strict: true }) since?: string;
  /** Before this instant. */
  @IsOptional() @IsISO8601({ strict: true }) until?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(500) limit: number = 50;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(64) after?: string;
}

export class LedgerRow {
  /** The row's number; a correction names it. */
  @IsString() transfer!: string;
  @IsString() branchId!: string;
  @IsString() partCode!: string;
  @IsInt() qty!: number;
  /** What the pieces were worth when they moved; exact, with two decimals. */
  @Matches(/^\d+\.\d{2}$/) value!: string;
  /** Accounts: `bin:WH-BR05:good`, `dealer:DL017`, `supplier`, … */
  @IsString() from!: string;
  @IsString() to!: string;
  @IsIn(moveReasons) reason!: MoveReason;
  @IsString() documentKind!: string;
  @IsString() documentId!: string;
  /** The number of that paper, where it has one: of a loan, a transfer, a note that was received, a shipment, a difference. */
  @Nullable() @IsString() documentNumber!: string | null;
  /** The row that this one puts right. */
  @Nullable() @IsString() corrects!: string | null;
  @IsString() movedBy!: string;
  @IsDate() movedAt!: Date;
}

export class LedgerPage {
  @IsArray() @ValidateNested({ each: true }) @Type(() => LedgerRow) items!: LedgerRow[];
  /** Where the next page begins; null on the last one. */
  @Nullable() @IsString() next!: string | null;
}

/**
 * Each goes along one index from the newest back: a page of five million rows is read like one of fifty. They have no name on purpose: planned once
 * and for good, without knowing how few rows are wanted and which filters are empty, they would read and sort all of a branch. $1 branches, $2 and $3 the place where the
 * page before ended, $4 how many, $5 part, $6 accounts, $7 document, $8 reason, $9 since.
 */
export const ledgerPages: Readonly<Record<'document' | 'part' | 'location' | 'branches', Statement>> = {
  document: `SELECT id::text AS transfer, branch_id AS "branchId", part AS "partCode", qty, value::text, from_account AS "from", to_account AS "to", reason, document_kind AS "documentKind",
          document_id AS "documentId", corrects::text, actor AS "movedBy", moved_at AS "movedAt"
     FROM stock_transfer
    WHERE document_id = $7 AND (moved_at, id) < ($2::timestamptz, $3::bigint) AND moved_at >= $9::timestamptz AND ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($5::text IS NULL OR part = $5)
      AND ($6::text[] IS NULL OR from_account = ANY ($6) OR to_account = ANY ($6)) AND ($8::text IS NULL OR reason = $8)
    ORDER BY moved_at DESC, id DESC LIMIT $4`,
  part: `SELECT id::text AS transfer, branch_id AS "branchId", part AS "partCode", qty, value::text, from_account AS "from", to_account AS "to", reason, document_kind AS "documentKind",
          document_id AS "documentId", corrects::text, actor AS "movedBy", moved_at AS "movedAt"
     FROM stock_transfer
    WHERE part = $5 AND (moved_at, id) < ($2::timestamptz, $3::bigint) AND moved_at >= $9::timestamptz AND ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($6::text[] IS NULL OR from_account = ANY ($6) OR to_account = ANY ($6))
      AND ($7::text IS NULL OR document_id = $7) AND ($8::text IS NULL OR reason = $8)
    ORDER BY moved_at DESC, id DESC LIMIT $4`,
  location: `SELECT id::text AS transfer, branch_id AS "branchId", part AS "partCode", qty, value::text, from_account AS "from", to_account AS "to", reason, document_kind AS "documentKind",
          document_id AS "documentId", corrects::text, actor AS "movedBy", moved_at AS "movedAt"
     FROM stock_transfer
    WHERE id IN (
      SELECT page.id FROM unnest($6::text[]) AS a (account) CROSS JOIN LATERAL (
        (SELECT id FROM stock_transfer
          WHERE from_account = a.account AND (moved_at, id) < ($2::timestamptz, $3::bigint) AND moved_at >= $9::timestamptz AND ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($5::text IS NULL OR part = $5)
            AND ($7::text IS NULL OR document_id = $7) AND ($8::text IS NULL OR reason = $8) ORDER BY moved_at DESC, id DESC LIMIT $4)
        UNION ALL
        (SELECT id FROM stock_transfer
          WHERE to_account = a.account AND (moved_at, id) < ($2::timestamptz, $3::bigint) AND moved_at >= $9::timestamptz AND ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($5::text IS NULL OR part = $5)
            AND ($7::text IS NULL OR document_id = $7) AND ($8::text IS NULL OR reason = $8) ORDER BY moved_at DESC, id DESC LIMIT $4)) page)
    ORDER BY moved_at DESC, id DESC LIMIT $4`,
  branches: `SELECT id::text AS transfer, branch_id AS "branchId", part AS "partCode", qty, value::text, from_account AS "from", to_account AS "to", reason, document_kind AS "documentKind",
          document_id AS "documentId", corrects::text, actor AS "movedBy", moved_at AS "movedAt"
     FROM stock_transfer
    WHERE id IN (
      SELECT page.id FROM (SELECT DISTINCT branch_id AS code FROM location WHERE $1::text[] IS NULL OR branch_id = ANY ($1)) b CROSS JOIN LATERAL (
        SELECT id FROM stock_transfer
         WHERE branch_id = b.code AND (moved_at, id) < ($2::timestamptz, $3::bigint) AND moved_at >= $9::timestamptz AND ($5::text IS NULL OR part = $5)
           AND ($6::text[] IS NULL OR from_account = ANY ($6) OR to_account = ANY ($6)) AND ($7::text IS NULL OR document_id = $7) AND ($8::text IS NULL OR reason = $8)
         ORDER BY moved_at DESC, id DESC LIMIT $4) page)
    ORDER BY moved_at DESC, id DESC LIMIT $4`,
};

/** Asked for one page: joined to the ledger, the papers would spoil its plans. */
const numbers = statement(
  'ledger-papers',
  `SELECT id, number FROM loan WHERE id = ANY ($1::uuid[]) UNION ALL SELECT id, number FROM transfer WHERE id = ANY ($1) UNION ALL SELECT id, number FROM delivery_note WHERE id = ANY ($1)
   UNION ALL SELECT id, number FROM shipment WHERE id = ANY ($1) UNION ALL SELECT id, number FROM discrepancy WHERE id = ANY ($1)`,
);
const numbered = ['loan', 'transfer', 'delivery_note', 'receipt', 'shipment', 'discrepancy'];

@Controller('stock-transfers')
export class ShowLedger {
  constructor(private readonly database: Database) {}

  /** The ledger of the caller's branches, the newest rows first. Rows are never changed: what was wrong is followed by its correction. */
  @Get()
  @Requires('stock:read')
  @Answers(LedgerPage)
  async handle(@Query() { part, location, bin: one, document, reason, since, until, limit, after }: ShowLedgerQuery, @Actor() actor: Actor): Promise<LedgerPage> {
    const [place, id] = after === undefined ? [until ?? 'infinity', '0'] : placeOf(after);
    const accounts = location === undefined ? null : (one === undefined ? bins : [one]).map((which) => accountName(bin(location, which)));
    const page = ledgerPages[document !== undefined ? 'document' : part !== undefined ? 'part' : accounts ? 'location' : 'branches'];
    const found = await this.database.read<Omit<LedgerRow, 'documentNumber'>>(actor, 'stock:read', page, [
      branchParam(branchesFor(actor, 'stock:read')), place, id, limit + 1, part ?? null, accounts, document ?? null, reason ?? null, since ?? '-infinity',
    ]);
    const rows = found.slice(0, limit);
    const papers = [...new Set(rows.filter(({ documentKind, documentId }) => numbered.includes(documentKind) && isUuid(documentId)).map(({ documentId }) => documentId))];
    const known = new Map(papers.length === 0 ? [] : (await this.database.read<{ id: string; number: string }>(actor, 'stock:read', numbers, [papers])).map((one) => [one.id, one.number]));
    const items = rows.map((row): LedgerRow => ({ ...row, documentNumber: known.get(row.documentId) ?? null }));
    const last = items.at(-1);
    return { items, next: found.length > limit && last ? `${last.movedAt.toISOString()}~${last.transfer}` : null };
  }
}

const placeOf = (cursor: string): readonly [string, string] => {
  const [, place, id] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)~(\d{1,18})$/.exec(cursor) ?? [];
  if (place === undefined || id === undefined) throw new CursorMalformed();
  return [place, id];
};
