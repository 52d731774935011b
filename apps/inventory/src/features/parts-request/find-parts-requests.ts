import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, CursorMalformed, Database, type Statement } from '@aftercare/event-store';
import { isUuid } from '@aftercare/kernel';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { requestStates, type RequestState } from '../../domain/parts-request.lifecycle';
import { onlyOf } from '../../own-requests';
import { PartsRequestView } from '../../parts-request-view';

export class FindPartsRequestsQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsIn(requestStates) state?: RequestState;
  @IsOptional() @IsString() @Matches(/^DL[0-9]{1,6}$/) dealer?: string;
  @IsOptional() @IsUUID() ticket?: string;
  @IsOptional() @IsString() @Matches(/^[A-Z0-9][A-Z0-9-]{2,39}$/) serial?: string;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(40) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

export class FoundPartsRequests {
  /** The newest first. */
  @ValidateNested({ each: true }) @Type(() => PartsRequestView) items!: PartsRequestView[];
  /** Send it as `after` for what comes next; `null`: that is all. */
  @Nullable() @IsString() next!: string | null;
}

/**
 * Each branch gives its newest in the order of its index, and the newest of these are the page. It has no name on purpose: planned once and
 * for good, without knowing which filters are empty, it would read and sort all of a branch.
 */
export const requestsPage: Statement = `SELECT r.id, r.number, r.branch_id AS "branchId", r.state, r.requested_by AS "requestedBy", r.dealer_code AS "dealerCode", r.customer_id AS "customerId", r.receiver_kind AS "receiverKind",
        r.receiver, r.ticket_id AS "ticketId", r.serial, r.model_code AS "modelCode", r.reason, r.urgency, r.under_warranty AS "underWarranty", r.location,
        (SELECT jsonb_agg(l - '{short,counted,backOrderSince}'::text[] ORDER BY l->'lineNo') FROM jsonb_array_elements(r.lines) l) AS lines,
        r.drafted_at AS "draftedAt", r.submitted_at AS "submittedAt", r.decision_at AS "decidedAt", r.decided_by AS "decidedBy", r.version
   FROM (SELECT q.id
           FROM (SELECT id FROM branch WHERE $1::text[] IS NULL OR id = ANY ($1)) b
           CROSS JOIN LATERAL (
             SELECT id FROM parts_request
              WHERE branch_id = b.id AND ($2::uuid IS NULL OR id < $2) AND ($4::text IS NULL OR state = $4) AND ($5::text IS NULL OR dealer_code = $5)
                AND ($6::uuid IS NULL OR ticket_id = $6) AND ($7::text IS NULL OR serial = $7)
              ORDER BY id DESC LIMIT $3) q
          ORDER BY q.id DESC LIMIT $3) newest
   JOIN parts_request r ON r.id = newest.id ORDER BY r.id DESC`;

@Controller('parts-requests')
export class FindPartsRequests {
  constructor(private readonly database: Database) {}

  /** Requests by branch, state, dealer, ticket and device. A dealer finds his own, and nobody those of other branches. */
  @Get()
  @Requires('parts:read')
  @Answers(FoundPartsRequests)
  async handle(@Query() { branch, state, dealer, ticket, serial, after, limit = 50 }: FindPartsRequestsQuery, @Actor() actor: Principal): Promise<FoundPartsRequests> {
    if (after !== undefined && !isUuid(after)) throw new CursorMalformed();
    const branches = branchesFor(actor, 'parts:read');
    const named = branch === undefined ? branchParam(branches) : branches === '*' || branches.includes(branch) ? [branch] : [];
    const own = onlyOf(actor);
    if (own !== null && dealer !== undefined && dealer !== own) return { items: [], next: null };
    const found = await this.database.read<PartsRequestView>(actor, 'parts:read', requestsPage, [named, after ?? null, limit + 1, state ?? null, own ?? dealer ?? null, ticket ?? null, serial ?? null]);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}
