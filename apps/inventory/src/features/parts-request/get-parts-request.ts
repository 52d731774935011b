import { branchesFor, mayIn, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { IsIn, IsString } from 'class-validator';
import { movesFor, requestMoves, type RequestMove } from '../../domain/parts-request.lifecycle';
import { onlyOf } from '../../own-requests';
import { PartsRequestView } from '../../parts-request-view';

const moves = Object.keys(requestMoves) as RequestMove[];

export class PartsRequestInFull extends PartsRequestView {
  /** The ticket's number; a moment behind. */
  @Nullable() @IsString() ticketNumber!: string | null;
  /** What the caller can do with it now. */
  @IsIn(moves, { each: true }) can!: RequestMove[];
}

const byIdOrNumber = statement(
  'parts-request-view',
  `SELECT r.id, r.number, r.branch_id AS "branchId", r.state, r.requested_by AS "requestedBy", r.dealer_code AS "dealerCode", r.customer_id AS "customerId", r.receiver_kind AS "receiverKind",
          r.receiver, r.ticket_id AS "ticketId", r.serial, r.model_code AS "modelCode", r.reason, r.urgency, r.under_warranty AS "underWarranty", r.location,
          (SELECT jsonb_agg(l - '{short,counted,backOrderSince}'::text[] ORDER BY l->'lineNo') FROM jsonb_array_elements(r.lines) l) AS lines,
          r.drafted_at AS "draftedAt", r.submitted_at AS "submittedAt", r.decision_at AS "decidedAt", r.decided_by AS "decidedBy", r.version,
          (SELECT t.number FROM ticket t WHERE t.id = r.ticket_id) AS "ticketNumber"
     FROM parts_request r WHERE (r.id = $1 OR r.number = $2) AND ($3::text[] IS NULL OR r.branch_id = ANY ($3)) AND ($4::text IS NULL OR r.dealer_code = $4)`,
);

@Controller('parts-requests')
export class GetPartsRequest {
  constructor(private readonly database: Database) {}

  /** One request, by its id or its number, with what the caller can do next. What is not yours does not exist for you. */
  @Get(':id')
  @Requires('parts:read')
  @Answers(PartsRequestInFull)
  async handle(@Param('id') id: string, @Actor() actor: Principal): Promise<PartsRequestInFull> {
    const branches = branchParam(branchesFor(actor, 'parts:read'));
    const [request] = await this.database.read<PartsRequestInFull>(actor, 'parts:read', byIdOrNumber, [isUuid(id) ? id : null, id.toUpperCase(), branches, onlyOf(actor)]);
    if (!request) throw new NotFound('parts-request');
    return { ...request, can: movesFor(request).filter((move) => mayIn(actor, requestMoves[move].permission, request.branchId)) };
  }
}
