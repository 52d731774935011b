import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, CursorMalformed, Database, statement } from '@aftercare/event-store';
import { isUuid } from '@aftercare/kernel';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { obligationStates, type ObligationState } from '../../domain/obligation.lifecycle';
import { ObligationView } from '../../obligation-view';
import { onlyOf } from '../../own-duties';

export class FindObligationsQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsString() @MaxLength(64) dealer?: string;
  @IsOptional() @IsString() @MaxLength(64) part?: string;
  @IsOptional() @IsUUID() note?: string;
  @IsOptional() @IsIn(obligationStates) state?: ObligationState;
  /** `yes`: only those of which something is still open. */
  @IsOptional() @IsIn(['yes']) owed?: 'yes';
  /** Only those whose due day has been over for at least so many calendar days, and of which something is open. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(3660) overdueDays?: number;
  /** `requested`: only those that finance has to decide about. */
  @IsOptional() @IsIn(['requested']) waiver?: 'requested';
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(80) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

export class ObligationList {
  /** Earliest due first. */
  @ValidateNested({ each: true }) @Type(() => ObligationView) items!: ObligationView[];
  /** Send it as `after` for what comes next; `null`: that is all. */
  @Nullable() @IsString() next!: string | null;
}

// Which they are is found first, and only these are read as they are shown: the view asks the clock, so Postgres would make all of it before it is joined.
const inOrder = statement(
  'obligations-in-order',
  `SELECT s.* FROM (
     SELECT o.id, o.due_on FROM obligation o
      WHERE ($1::text[] IS NULL OR o.branch_id = ANY ($1)) AND ($2::text IS NULL OR o.dealer_code = $2) AND ($3::text IS NULL OR o.dealer_code = $3) AND ($4::text IS NULL OR o.part = $4)
        AND ($5::uuid IS NULL OR o.note_id = $5) AND ($6::text IS NULL OR o.state = $6) AND ($7::text IS NULL OR o.waiver->>'state' = $7)
        AND ($8::date IS NULL OR (o.due_on, o.id) > ($8, $9::uuid))
      ORDER BY o.due_on, o.id LIMIT $10) page
   CROSS JOIN LATERAL (SELECT * FROM obligation_shown WHERE id = page.id OFFSET 0) s ORDER BY page.due_on, page.id`,
);
// The same of what is open, by an index without all that has ended before it. No branch's day is further than the one of the first zone: by it the index is read, then each row by its own.
const owedInOrder = statement(
  'obligations-owed-in-order',
  `SELECT s.* FROM (
     SELECT o.id, o.due_on FROM obligation o
      WHERE ($1::text[] IS NULL OR o.branch_id = ANY ($1)) AND ($2::text IS NULL OR o.dealer_code = $2) AND ($3::text IS NULL OR o.dealer_code = $3) AND ($4::text IS NULL OR o.part = $4)
        AND ($5::uuid IS NULL OR o.note_id = $5) AND ($6::text IS NULL OR o.state = $6) AND ($7::text IS NULL OR o.waiver->>'state' = $7)
        AND ($8::date IS NULL OR (o.due_on, o.id) > ($8, $9::uuid)) AND o.state IN ('open', 'reminded', 'overdue') AND ($11::int IS NULL OR (
          o.due_on <= (SELECT (business_now() AT TIME ZONE 'Etc/GMT-14')::date) - $11 AND o.due_on <= ((SELECT business_now()) AT TIME ZONE o.zone)::date - $11))
      ORDER BY o.due_on, o.id LIMIT $10) page
   CROSS JOIN LATERAL (SELECT * FROM obligation_shown WHERE id = page.id OFFSET 0) s ORDER BY page.due_on, page.id`,
);

@Controller('obligations')
export class FindObligations {
  constructor(private readonly database: Database) {}

  /** Old parts that dealers owe or owed, earliest due first; a dealer sees his own. What is overdue stands at the top. */
  @Get()
  @Requires('returns:read')
  @Answers(ObligationList)
  async handle(@Query() query: FindObligationsQuery, @Actor() actor: Principal): Promise<ObligationList> {
    const branches = branchesFor(actor, 'returns:read');
    const { branch, dealer, part, note, state, owed, overdueDays, waiver, after, limit = 50 } = query;
    const named = branch === undefined ? branchParam(branches) : branches === '*' || branches.includes(branch) ? [branch] : [];
    const values = [named, onlyOf(actor), dealer ?? null, part ?? null, note ?? null, state ?? null, waiver ?? null, ...placeOf(after), limit + 1];
    const found = owed === undefined && overdueDays === undefined
      ? await this.database.read<ObligationView>(actor, 'returns:read', inOrder, values)
      : await this.database.read<ObligationView>(actor, 'returns:read', owedInOrder, [...values, overdueDays ?? null]);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, next: found.length > limit && last ? `${last.dueOn}~${last.id}` : null };
  }
}

const placeOf = (cursor: string | undefined): readonly [string | null, string | null] => {
  if (cursor === undefined) return [null, null];
  const [day = '', id = '', ...rest] = cursor.split('~');
  if (rest.length > 0 || !isUuid(id) || !/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d)$/.test(day) && !/^\d{4}-\d\d-3[01]$/.test(day)) throw new CursorMalformed();
  return [day, id];
};
