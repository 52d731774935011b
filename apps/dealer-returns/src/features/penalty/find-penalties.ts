import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, CursorMalformed, Database, statement } from '@aftercare/event-store';
import { isUuid } from '@aftercare/kernel';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { penaltyStates, type PenaltyState } from '../../domain/penalty';
import { onlyOf } from '../../own-duties';
import { PenaltyView } from '../../penalty-view';

export class FindPenaltiesQuery {
  @IsOptional() @IsString() @MaxLength(64) dealer?: string;
  @IsOptional() @IsIn(penaltyStates) state?: PenaltyState;
  /** Proposed in this month of the branch, `2026-08`. */
  @IsOptional() @Matches(/^\d{4}-(0[1-9]|1[0-2])$/) month?: string;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(80) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

export class PenaltyList {
  /** The newest first. */
  @ValidateNested({ each: true }) @Type(() => PenaltyView) items!: PenaltyView[];
  @Nullable() @IsString() next!: string | null;
}

const newestFirst = statement(
  'penalties-newest-first',
  `SELECT p.id, p.number, p.branch_id AS "branchId", p.dealer_code AS "dealerCode", p.obligation_id AS "obligationId", o.number AS "obligationNumber", o.state AS "obligationState",
          o.qty - o.received_qty - o.waived_qty AS "openQty", p.part, p.qty, p.proposed, p.amount, p.currency, p.state, p.reason, p.proposed_at AS "proposedAt", p.decided_by AS "decidedBy", p.decided_at AS "decidedAt", p.version,
          to_char(p.proposed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
     FROM penalty p JOIN obligation o ON o.id = p.obligation_id
    WHERE ($1::text[] IS NULL OR p.branch_id = ANY ($1)) AND ($2::text IS NULL OR (p.dealer_code = $2 AND p.state = 'approved')) AND ($3::text IS NULL OR p.dealer_code = $3) AND ($4::text IS NULL OR p.state = $4)
      AND ($5::text IS NULL OR to_char(p.proposed_at AT TIME ZONE o.zone, 'YYYY-MM') = $5) AND ($6::timestamptz IS NULL OR (p.proposed_at, p.id) < ($6, $7::uuid))
    ORDER BY p.proposed_at DESC, p.id DESC LIMIT $8`,
);

@Controller('penalties')
export class FindPenalties {
  constructor(private readonly database: Database) {}

  /** Penalties for old parts, proposed by the rule, and what finance has decided. A dealer sees those that he has to pay. */
  @Get()
  @Requires('returns:read')
  @Answers(PenaltyList)
  async handle(@Query() { dealer, state, month, after, limit = 50 }: FindPenaltiesQuery, @Actor() actor: Principal): Promise<PenaltyList> {
    const branches = branchParam(branchesFor(actor, 'returns:read'));
    const found = await this.database.read<PenaltyView & { at: string }>(actor, 'returns:read', newestFirst, [branches, onlyOf(actor), dealer ?? null, state ?? null, month ?? null, ...placeOf(after), limit + 1]);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items: items.map(({ at: _at, ...one }) => one), next: found.length > limit && last ? `${last.at}~${last.id}` : null };
  }
}

const placeOf = (cursor: string | undefined): readonly [string | null, string | null] => {
  if (cursor === undefined) return [null, null];
  const [at = '', id = '', ...rest] = cursor.split('~');
  if (rest.length > 0 || !isUuid(id) || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(at)) throw new CursorMalformed();
  return [at, id];
};
