import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, CursorMalformed, Database, statement } from '@aftercare/event-store';
import { isUuid } from '@aftercare/kernel';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsBoolean, IsDate, IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { onlyOf } from '../../own-requests';

const code = /^[A-Z0-9][A-Z0-9-]{1,39}$/;

export class ListBackOrdersQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsString() @Matches(code) location?: string;
  /** As it is taken from the shelf: the substitute where one was agreed. */
  @IsOptional() @IsString() @Matches(code) part?: string;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(160) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

export class BackOrder {
  @IsUUID() requestId!: string;
  @IsString() number!: string;
  @IsInt() lineNo!: number;
  @IsString() branchId!: string;
  @IsString() location!: string;
  @IsString() part!: string;
  /** So many pieces wait. */
  @IsInt() qty!: number;
  @Nullable() @IsString() dealerCode!: string | null;
  /** Asked for as urgent, or waiting for more than 30 days. */
  @IsBoolean() urgent!: boolean;
  @IsDate() waitingSince!: Date;
  @Nullable() @Matches(/^\d{4}-\d{2}-\d{2}$/) promisedOn!: string | null;
}

export class BackOrderList {
  /** In the order in which they are served from what arrives. */
  @ValidateNested({ each: true }) @Type(() => BackOrder) items!: BackOrder[];
  /** Send it as `after` for what comes next; `null`: that is all. */
  @Nullable() @IsString() next!: string | null;
}

const inOrder = statement(
  'back-orders-in-order',
  `SELECT w.request_id AS "requestId", r.number, w.line_no AS "lineNo", w.branch_id AS "branchId", w.location, w.part, w.qty, r.dealer_code AS "dealerCode", w.place = 0 AS urgent,
          w.waiting_since AS "waitingSince", (SELECT l->>'promisedOn' FROM jsonb_array_elements(r.lines) l WHERE (l->>'lineNo')::int = w.line_no) AS "promisedOn",
          w.place || '~' || to_char(w.waiting_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
     FROM (SELECT *, CASE WHEN urgent OR waiting_since < business_now() - interval '30 days' THEN 0 ELSE 1 END AS place FROM waiting_line) w JOIN parts_request r ON r.id = w.request_id
    WHERE ($1::text[] IS NULL OR w.branch_id = ANY ($1)) AND ($2::text IS NULL OR w.location = $2) AND ($3::text IS NULL OR w.part = $3) AND ($4::text IS NULL OR r.dealer_code = $4)
      AND ($5::int IS NULL OR (w.place, w.waiting_since, w.request_id, w.line_no) > ($5, $6::timestamptz, $7::uuid, $8::int))
    ORDER BY w.place, w.waiting_since, w.request_id, w.line_no LIMIT $9`,
);

@Controller('back-orders')
export class ListBackOrders {
  constructor(private readonly database: Database) {}

  /** What was approved and waits for stock: urgent first, then what waits longest. */
  @Get()
  @Requires('parts:read')
  @Answers(BackOrderList)
  async handle(@Query() { branch, location, part, after, limit = 50 }: ListBackOrdersQuery, @Actor() actor: Principal): Promise<BackOrderList> {
    const branches = branchesFor(actor, 'parts:read');
    const named = branch === undefined ? branchParam(branches) : branches === '*' || branches.includes(branch) ? [branch] : [];
    const place = after === undefined ? [null, null, null, null] : placeOf(after);
    const found = await this.database.read<BackOrder & { at: string }>(actor, 'parts:read', inOrder, [named, location ?? null, part ?? null, onlyOf(actor), ...place, limit + 1]);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items: items.map(({ at: _at, ...one }) => one), next: found.length > limit && last ? `${last.at}~${last.requestId}~${last.lineNo}` : null };
  }
}

const placeOf = (cursor: string): readonly [number, string, string, number] => {
  const [place = '', since = '', id = '', line = '', ...rest] = cursor.split('~');
  if (rest.length > 0 || !isUuid(id) || !/^[01]$/.test(place) || !/^\d{1,4}$/.test(line) || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(since)) throw new CursorMalformed();
  return [Number(place), since, id, Number(line)];
};
