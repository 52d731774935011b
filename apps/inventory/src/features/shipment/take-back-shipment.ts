import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Controller, Param, Post } from '@nestjs/common';
import { Returns } from '../../persistence/returns';
import { ShipmentView } from '../../shipment-view';

@Controller('shipments')
export class TakeBackShipment {
  constructor(private readonly returns: Returns) {}

  /** Its boxes are back with us, refused or undeliverable: their pieces go to quarantine, never to the good bin, and the lines of the requests are owed again. */
  @Post(':id/take-back')
  @Requires('parts:ship')
  @Answers(ShipmentView, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<ShipmentView> {
    return this.returns.takeBack(id, command);
  }
}
