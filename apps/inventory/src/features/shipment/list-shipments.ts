import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsBooleanString, IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, Min, ValidateNested } from 'class-validator';
import { shipmentStates, type ShipmentState } from '../../domain/shipment.lifecycle';
import { onlyOf } from '../../own-requests';
import { shipmentView, ShipmentView } from '../../shipment-view';
import { carrierCode, waybillNumber } from '../../waybill';

export class ListShipmentsQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsIn(shipmentStates) state?: ShipmentState;
  /** `true`: only what is on its way; the oldest has waited longest. */
  @IsOptional() @IsBooleanString() travelling?: string;
  @IsOptional() @IsBooleanString() late?: string;
  /** `true`: only what was signed for, and nobody says what came. */
  @IsOptional() @IsBooleanString() awaited?: string;
  @IsOptional() @IsString() @Matches(carrierCode) carrier?: string;
  @IsOptional() @IsString() @Matches(waybillNumber) waybill?: string;
  /** The `next` of the page before. */
  @IsOptional() @IsUUID() after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
}

export class ListedShipments {
  @ValidateNested({ each: true }) @Type(() => ShipmentView) items!: ShipmentView[];
  /** Send it as `after` for what comes next; `null`: that is all. */
  @Nullable() @IsUUID() next!: string | null;
}

// Ids are made in the order of time.
const shipments = statement(
  'list-shipments',
  `SELECT id, number, branch_id AS "branchId", carrier, waybill, receiver, location, notes, boxes, weight_g AS "weightG", freight, currency, freight_payer AS "freightPayer", state,
          dispatched_at AS "dispatchedAt", promised_on::text AS "promisedOn", estimated_on::text AS "estimatedOn", arrived_at AS "arrivedAt", arrived_on::text AS "arrivedOn", late, silent,
          last_heard_at AS "lastHeardAt", followed_days AS "followedDays", awaited, version
     FROM shipment
    WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR branch_id = $2) AND ($3::text IS NULL OR state = $3) AND ($4::boolean IS NULL OR (travelled_until IS NULL) = $4)
      AND ($5::boolean IS NULL OR late = $5) AND ($6::boolean IS NULL OR (arrived_on IS NOT NULL AND awaited <> '[]') = $6) AND ($7::text IS NULL OR carrier = $7) AND ($8::text IS NULL OR waybill = $8)
      AND ($9::text IS NULL OR tell->>'dealerCode' = $9) AND ($10::uuid IS NULL OR id < $10)
    ORDER BY id DESC LIMIT $11`,
);

@Controller('shipments')
export class ListShipments {
  constructor(private readonly database: Database) {}

  /** Shipments, the newest first: what is on its way, late, awaited, of a carrier or under a waybill. A dealer sees his own. */
  @Get()
  @Requires('parts:read')
  @Answers(ListedShipments)
  async handle(@Query() { branch, state, travelling, late, awaited, carrier, waybill, after, limit }: ListShipmentsQuery, @Actor() actor: Actor): Promise<ListedShipments> {
    const found = await this.database.read<Parameters<typeof shipmentView>[0]>(actor, 'parts:read', shipments, [
      branchParam(branchesFor(actor, 'parts:read')), branch ?? null, state ?? null, travelling ?? null, late ?? null, awaited ?? null, carrier ?? null, waybill ?? null, onlyOf(actor), after ?? null, limit + 1,
    ]);
    const items = found.slice(0, limit).map(shipmentView);
    return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}
