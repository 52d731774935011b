import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsDate, IsString, ValidateNested } from 'class-validator';
import type { Shipment } from '../../domain/shipment';
import { onlyOf } from '../../own-requests';
import { shipmentView, ShipmentView } from '../../shipment-view';

export class TrackedFact {
  /** By the clock of whoever saw it. */
  @IsDate() at!: Date;
  /** The same word for all carriers: `moving`, `signed`, `stale` … */
  @IsString() kind!: string;
}

export class ShipmentInFull extends ShipmentView {
  /** Its journey as far as it is known, in the order in which it happened. */
  @ValidateNested({ each: true }) @Type(() => TrackedFact) journey!: TrackedFact[];
}

// A waybill that was used again is that of the newest journey.
const byAnyNumber = statement(
  'shipment-view',
  `SELECT id, number, branch_id AS "branchId", carrier, waybill, receiver, location, notes, boxes, weight_g AS "weightG", freight, currency, freight_payer AS "freightPayer", state,
          dispatched_at AS "dispatchedAt", promised_on::text AS "promisedOn", estimated_on::text AS "estimatedOn", arrived_at AS "arrivedAt", arrived_on::text AS "arrivedOn", late, silent,
          last_heard_at AS "lastHeardAt", followed_days AS "followedDays", awaited, version, facts
     FROM shipment
    WHERE (id = $1 OR number = $2 OR waybill = $3) AND ($4::text[] IS NULL OR branch_id = ANY ($4)) AND ($5::text IS NULL OR tell->>'dealerCode' = $5)
    ORDER BY dispatched_at DESC LIMIT 1`,
);

@Controller('shipments')
export class GetShipment {
  constructor(private readonly database: Database) {}

  /** One shipment, by its id, its number or its waybill, with its journey and what can be done next. Another dealer's does not exist for a dealer. */
  @Get(':id')
  @Requires('parts:read')
  @Answers(ShipmentInFull)
  async handle(@Param('id') id: string, @Actor() actor: Actor): Promise<ShipmentInFull> {
    const branches = branchParam(branchesFor(actor, 'parts:read'));
    const [shipment] = await this.database.read<Parameters<typeof shipmentView>[0] & Pick<Shipment, 'facts'>>(actor, 'parts:read', byAnyNumber, [isUuid(id) ? id : null, id.toUpperCase(), id, branches, onlyOf(actor)]);
    if (!shipment) throw new NotFound('shipment');
    return { ...shipmentView(shipment), journey: shipment.facts.map(({ at, kind }) => ({ at: new Date(at), kind })) };
  }
}
