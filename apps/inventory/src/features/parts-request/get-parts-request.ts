import { branchesFor, mayIn, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { IsIn, IsString } from 'class-validator';
import { doubtOf, warrantyDoubts, warrantyGrounds, type CoveredDevice, type WarrantyDoubt, type WarrantyGround } from '../../domain/parts-request';
import { movesFor, requestMoves, type RequestMove } from '../../domain/parts-request.lifecycle';
import { onlyOf } from '../../own-requests';
import { PartsRequestView } from '../../parts-request-view';

const moves = Object.keys(requestMoves) as RequestMove[];

export class PartsRequestInFull extends PartsRequestView {
  /** The ticket's number; a moment behind. */
  @Nullable() @IsString() ticketNumber!: string | null;
  /** What stands against the warranty that it claims, or stood when that was approved; `null`: nothing, or none is claimed. */
  @Nullable() @IsIn(warrantyDoubts) warrantyDoubt!: WarrantyDoubt | null;
  /** On which ground it was approved all the same, by who decided. */
  @Nullable() @IsIn(warrantyGrounds) warrantyGround!: WarrantyGround | null;
  /** What the caller can do with it now. */
  @IsIn(moves, { each: true }) can!: RequestMove[];
}

const byIdOrNumber = statement(
  'parts-request-view',
  `SELECT r.id, r.number, r.branch_id AS "branchId", r.state, r.requested_by AS "requestedBy", r.dealer_code AS "dealerCode", r.customer_id AS "customerId", r.receiver_kind AS "receiverKind",
          r.receiver, r.ticket_id AS "ticketId", r.serial, r.model_code AS "modelCode", r.reason, r.urgency, r.under_warranty AS "underWarranty", r.location,
          (SELECT jsonb_agg(l - '{short,counted,backOrderSince}'::text[] ORDER BY l->'lineNo') FROM jsonb_array_elements(r.lines) l) AS lines,
          r.drafted_at AS "draftedAt", r.submitted_at AS "submittedAt", r.decision_at AS "decidedAt", r.decided_by AS "decidedBy", r.version,
          (SELECT t.number FROM ticket t WHERE t.id = r.ticket_id) AS "ticketNumber", r.warranty_doubt AS "warrantyDoubt", r.warranty_ground AS "warrantyGround",
          (SELECT jsonb_build_object('dealerCode', d.dealer_code, 'customerId', d.customer_id, 'coveredUntil', d.repair_until) FROM device d WHERE d.serial = r.serial) AS device,
          (SELECT (coalesce(r.submitted_at, business_now()) AT TIME ZONE b.zone)::date::text FROM branch b WHERE b.id = r.branch_id) AS "claimedOn"
     FROM parts_request r WHERE (r.id = $1 OR r.number = $2) AND ($3::text[] IS NULL OR r.branch_id = ANY ($3)) AND ($4::text IS NULL OR r.dealer_code = $4)`,
);

interface Found extends Omit<PartsRequestInFull, 'can'> {
  readonly device: CoveredDevice | null;
  /** The day on which it was handed in, where its branch is; of a draft today. */
  readonly claimedOn: string;
}

@Controller('parts-requests')
export class GetPartsRequest {
  constructor(private readonly database: Database) {}

  /** One request, by its id or its number, with what the caller can do next. What is not yours does not exist for you. */
  @Get(':id')
  @Requires('parts:read')
  @Answers(PartsRequestInFull)
  async handle(@Param('id') id: string, @Actor() actor: Principal): Promise<PartsRequestInFull> {
    const branches = branchParam(branchesFor(actor, 'parts:read'));
    const [found] = await this.database.read<Found>(actor, 'parts:read', byIdOrNumber, [isUuid(id) ? id : null, id.toUpperCase(), branches, onlyOf(actor)]);
    if (!found) throw new NotFound('parts-request');
    const { device, claimedOn, ...request } = found;
    const warrantyDoubt = request.decidedAt === null ? doubtOf(request, device, claimedOn) : request.warrantyDoubt;
    return { ...request, warrantyDoubt, can: movesFor(request).filter((move) => mayIn(actor, requestMoves[move].permission, request.branchId)) };
  }
}
