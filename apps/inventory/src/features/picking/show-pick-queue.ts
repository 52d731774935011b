import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, ValidateNested } from 'class-validator';
import { receiverKinds, urgencies, type ReceiverKind, type Urgency } from '../../domain/parts-request';

export class ShowPickQueueQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
}

export class LineToPick {
  @IsInt() lineNo!: number;
  /** As it is taken from the shelf: the substitute where one was agreed. */
  @IsString() part!: string;
  @IsInt() qty!: number;
}

export class RequestToPick {
  @IsUUID() requestId!: string;
  @IsString() number!: string;
  @IsString() branchId!: string;
  @IsIn(urgencies) urgency!: Urgency;
  @Nullable() @IsString() dealerCode!: string | null;
  @IsIn(receiverKinds) receiverKind!: ReceiverKind;
  @IsString() location!: string;
  @IsDate() decidedAt!: Date;
  @ValidateNested({ each: true }) @Type(() => LineToPick) lines!: LineToPick[];
}

export class PickQueue {
  /** Urgent ones first, then those that were decided first; at most 500. */
  @ValidateNested({ each: true }) @Type(() => RequestToPick) items!: RequestToPick[];
}

// Reservations are there only while something is to be picked or shipped: they lead to the few requests that are meant.
const queue = statement(
  'pick-queue',
  `SELECT r.id AS "requestId", r.number, r.branch_id AS "branchId", r.urgency, r.dealer_code AS "dealerCode", r.receiver_kind AS "receiverKind", r.location, r.decision_at AS "decidedAt",
          (SELECT jsonb_agg(jsonb_build_object('lineNo', l->'lineNo', 'part', coalesce(l->>'suppliedAs', l->>'part'), 'qty', l->'reserved') ORDER BY l->'lineNo')
             FROM jsonb_array_elements(r.lines) l WHERE (l->>'reserved')::int > 0) AS lines
     FROM parts_request r
    WHERE r.id IN (SELECT request_id FROM stock_reservation WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR branch_id = $2))
      AND r.lines @? '$[*] ? (@.reserved > 0)'
    ORDER BY r.urgency <> 'urgent', r.decision_at, r.id LIMIT 500`,
);

@Controller('pick-queue')
export class ShowPickQueue {
  constructor(private readonly database: Database) {}

  /** What is reserved and in nobody's hands yet, request by request: the storekeeper's work. */
  @Get()
  @Requires('stock:read')
  @Answers(PickQueue)
  async handle(@Query() { branch }: ShowPickQueueQuery, @Actor() actor: Actor): Promise<PickQueue> {
    return { items: await this.database.read<RequestToPick>(actor, 'stock:read', queue, [branchParam(branchesFor(actor, 'stock:read')), branch ?? null]) };
  }
}
