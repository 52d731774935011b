import { ShipmentSignedV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { all } from '../persistence/interested';
import { Notices } from '../persistence/notices';

/** A box has arrived: whoever waits for what is in it hears so, and its receiver is asked to count. */
@Controller()
export class WhenShipmentSigned {
  constructor(private readonly notices: Notices) {}

  /** It arrives once, though the event comes again when an earlier time of it becomes known. */
  @When(ShipmentSignedV1)
  async handle(event: ReceivedEvent<ShipmentSignedV1>, tx: Tx): Promise<void> {
    const { shipmentId: about, number: reference, tell, heardAt: at } = event.data;
    for (const receiver of all(tell)) await this.notices.make({ ...event, id: about }, { kind: 'shipment_arrived', ...receiver, about, reference, at }, tx);
  }
}
