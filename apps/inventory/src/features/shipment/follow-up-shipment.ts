import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsUUID } from 'class-validator';
import { ShipmentStore } from '../../persistence/shipment.store';
import { shipmentStanding, ShipmentView } from '../../shipment-view';

export class FollowUpShipmentBody {
  /** What was found out, in words: the note's id, which `POST /notes` of directory gives. Words of people are kept nowhere else. */
  @IsUUID() wordsId!: string;
}

@Controller('shipments')
export class FollowUpShipment {
  constructor(private readonly shipments: ShipmentStore) {}

  /** A clerk has asked after it: it is followed today, and not on this day's list. */
  @Post(':id/follow-ups')
  @Requires('parts:track')
  @Answers(ShipmentView, 200)
  async handle(@Param('id') id: string, @Body() { wordsId }: FollowUpShipmentBody, @Command() command: Command): Promise<ShipmentView> {
    if (!isUuid(id)) throw new NotFound('shipment');
    return this.shipments.change<ShipmentView>(id, (shipment, { now, actor }) => shipmentStanding(shipment, shipment.followUp(wordsId, actor.subject, now)), command);
  }
}
