import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, CursorMalformed, Database, statement } from '@aftercare/event-store';
import { isUuid } from '@aftercare/kernel';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { pastDifferences, type PastDifference } from '../../domain/past-shipment';
import { onlyOf } from '../../own-requests';
import { carrierCode, waybillNumber } from '../../waybill';

const day = /^\d{4}-\d{2}-\d{2}$/;

export class ListPastShipmentsQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsString() @MaxLength(64) dealer?: string;
  @IsOptional() @IsUUID() ticket?: string;
  /** For whose tickets they were sent. */
  @IsOptional() @IsUUID() customer?: string;
  /** The device that the ticket was about. */
  @IsOptional() @IsString() @MaxLength(64) serial?: string;
  /** One delivery, by its id. */
  @IsOptional() @IsUUID() shipment?: string;
  /** The number of its delivery note. */
  @IsOptional() @IsString() @MaxLength(64) note?: string;
  @IsOptional() @IsString() @Matches(carrierCode) carrier?: string;
  @IsOptional() @IsString() @Matches(waybillNumber) waybill?: string;
  /** The month of the promised day, `2026-03`. */
  @IsOptional() @IsString() @Matches(/^\d{4}-(0[1-9]|1[0-2])$/) promised?: string;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(80) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
}

export class PastShipmentView {
  @IsUUID() id!: string;
  @IsString() branchId!: string;
  /** The number of its delivery note, as it was there. */
  @IsString() noteNumber!: string;
  /** Which system or habit of sheets it comes from. */
  @IsString() source!: string;
  @Nullable() @IsUUID() ticketId!: string | null;
  @Nullable() @IsString() dealerCode!: string | null;
  @IsString() location!: string;
  @IsString() carrier!: string;
  @IsString() waybill!: string;
  @IsString() part!: string;
  @IsInt() qty!: number;
  @Matches(day) dispatchedOn!: string;
  @Matches(day) promisedOn!: string;
  /** `null`: it was lost, or on its way when the other system was left. */
  @Nullable() @Matches(day) arrivedOn!: string | null;
  /** How many pieces came; `null`: nobody has said. */
  @Nullable() @IsInt() receivedQty!: number | null;
  /** What was wrong with it. */
  @Nullable() @IsIn(pastDifferences) difference!: PastDifference | null;
}

export class ListedPastShipments {
  @ValidateNested({ each: true }) @Type(() => PastShipmentView) items!: PastShipmentView[];
  /** Send it as `after` for what comes next; `null`: that is all. */
  @Nullable() @IsString() next!: string | null;
}

const inOrder = statement(
  'list-past-shipments',
  `SELECT id, branch_id AS "branchId", note_number AS "noteNumber", source, ticket_id AS "ticketId", dealer_code AS "dealerCode", location, carrier, waybill, part, qty, dispatched_on::text AS "dispatchedOn",
          promised_on::text AS "promisedOn", arrived_on::text AS "arrivedOn", received_qty AS "receivedQty", difference
     FROM past_shipment
    WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR branch_id = $2) AND ($3::text IS NULL OR dealer_code = $3) AND ($4::text IS NULL OR dealer_code = $4)
      AND ($5::uuid IS NULL OR ticket_id = $5) AND ($6::text IS NULL OR note_number = $6) AND ($7::text IS NULL OR carrier = $7) AND ($8::text IS NULL OR waybill = $8)
      AND ($9::text IS NULL OR to_char(promised_on, 'YYYY-MM') = $9) AND ($10::date IS NULL OR (dispatched_on, id) < ($10, $11::uuid))
      AND ($12::uuid IS NULL OR ticket_id = ANY (tickets_of($12))) AND ($13::text IS NULL OR ticket_id IN (SELECT t.id FROM ticket t WHERE t.serial = $13)) AND ($14::uuid IS NULL OR id = $14)
    ORDER BY dispatched_on DESC, id DESC LIMIT $15`,
);

@Controller('past-shipments')
export class ListPastShipments {
  constructor(private readonly database: Database) {}

  /** Deliveries of an earlier system, as they ended there, the newest first: of a dealer, a customer, a device, a ticket, a note, a carrier or a waybill. A dealer sees his own. */
  @Get()
  @Requires('parts:read')
  @Answers(ListedPastShipments)
  async handle(@Query() { branch, dealer, ticket, customer, serial, shipment, note, carrier, waybill, promised, after, limit }: ListPastShipmentsQuery, @Actor() actor: Actor): Promise<ListedPastShipments> {
    const found = await this.database.read<PastShipmentView>(actor, 'parts:read', inOrder, [
      branchParam(branchesFor(actor, 'parts:read')), branch ?? null, onlyOf(actor), dealer ?? null, ticket ?? null, note?.toUpperCase() ?? null, carrier ?? null, waybill ?? null, promised ?? null,
      ...placeOf(after), customer ?? null, serial ?? null, shipment ?? null, limit + 1,
    ]);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, next: found.length > limit && last ? `${last.dispatchedOn}~${last.id}` : null };
  }
}

const placeOf = (cursor: string | undefined): readonly [string | null, string | null] => {
  if (cursor === undefined) return [null, null];
  const [on = '', id = '', ...rest] = cursor.split('~');
  if (rest.length > 0 || !isUuid(id) || !/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(on) || Number.isNaN(Date.parse(on))) throw new CursorMalformed();
  return [on, id];
};
