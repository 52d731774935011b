import { mayIn, Requires } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { Database, statement } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsISO8601, IsString, Matches, ValidateNested } from 'class-validator';
import type { Unfollowed } from '../../domain/follow-up';
import { unfollowedOn } from '../../persistence/unfollowed';
import { shipmentView, ShipmentView } from '../../shipment-view';

export class ListUnfollowedQuery {
  @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch!: string;
  @Matches(/^\d{4}-\d{2}-\d{2}$/) @IsISO8601({ strict: true }) day!: string;
}

export class UnfollowedShipments {
  /** What left first stands first. */
  @ValidateNested({ each: true }) @Type(() => ShipmentView) items!: ShipmentView[];
}

const shipments = statement(
  'shipments-by-id',
  `SELECT id, number, branch_id AS "branchId", carrier, waybill, receiver, location, notes, boxes, weight_g AS "weightG", freight, currency, freight_payer AS "freightPayer", state,
          dispatched_at AS "dispatchedAt", promised_on::text AS "promisedOn", estimated_on::text AS "estimatedOn", arrived_at AS "arrivedAt", arrived_on::text AS "arrivedOn", late, silent,
          last_heard_at AS "lastHeardAt", followed_days AS "followedDays", awaited, version
     FROM shipment WHERE id = ANY ($1::uuid[]) ORDER BY id`,
);

@Controller('follow-ups')
export class ListUnfollowed {
  constructor(private readonly database: Database) {}

  /** What a branch had on its way on a day and nobody followed: neither did the carrier say anything, nor a clerk write. Today's list grows shorter until 17:30. */
  @Get('unfollowed')
  @Requires('stock:read')
  @Answers(UnfollowedShipments)
  async handle(@Query() { branch, day }: ListUnfollowedQuery, @Actor() actor: Actor): Promise<UnfollowedShipments> {
    if (!mayIn(actor, 'stock:read', branch)) throw new NotFound('branch');
    const found = await this.database.read<Unfollowed>(actor, 'stock:read', unfollowedOn, [branch, day]);
    const full = await this.database.read<Parameters<typeof shipmentView>[0]>(actor, 'stock:read', shipments, [found.map(({ shipmentId }) => shipmentId)]);
    return { items: full.map(shipmentView) };
  }
}
