import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsISO8601, Matches } from 'class-validator';
import { ShipmentStore } from '../../persistence/shipment.store';
import { shipmentStanding, ShipmentView } from '../../shipment-view';

export class EstimateArrivalBody {
  /** The day on which it is expected now. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/) @IsISO8601({ strict: true }) expectedOn!: string;
}

@Controller('shipments')
export class EstimateArrival {
  constructor(private readonly shipments: ShipmentStore) {}

  /** It is expected on another day. What was promised stays promised: by that it is on time or late. */
  @Post(':id/estimate')
  @Requires('parts:track')
  @Answers(ShipmentView, 200)
  async handle(@Param('id') id: string, @Body() { expectedOn }: EstimateArrivalBody, @Command() command: Command): Promise<ShipmentView> {
    if (!isUuid(id)) throw new NotFound('shipment');
    return this.shipments.change<ShipmentView>(id, (shipment, { now, actor }) => shipmentStanding(shipment, shipment.estimate(expectedOn, actor.subject, now)), command);
  }
}
