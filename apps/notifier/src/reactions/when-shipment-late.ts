import { ShipmentLateV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { all } from '../persistence/interested';
import { Notices } from '../persistence/notices';

/** A box is late: the dealer hears so from us, before he has to ask (R13). */
@Controller()
export class WhenShipmentLate {
  constructor(private readonly notices: Notices) {}

  @When(ShipmentLateV1)
  async handle(event: ReceivedEvent<ShipmentLateV1>, tx: Tx): Promise<void> {
    const { shipmentId: about, number: reference, tell, at } = event.data;
    for (const receiver of all(tell)) await this.notices.make(event, { kind: 'shipment_late', ...receiver, about, reference, at }, tx);
  }
}
