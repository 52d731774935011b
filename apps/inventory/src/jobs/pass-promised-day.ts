import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { branchTerms } from '../persistence/branch-terms';
import { ShipmentStore } from '../persistence/shipment.store';
import { promisedDayOver } from '../shipment-timers';

/** The promised day of a shipment is over and it has not arrived: it is late, before the dealer has to say so (R13). */
@Fires(promisedDayOver, ShipmentStore)
export class PassPromisedDay implements Fired {
  constructor(private readonly shipments: ShipmentStore) {}

  async handle({ subject, branchId }: Timer, tx: Tx): Promise<void> {
    const { calendar } = await branchTerms(tx, branchId ?? '');
    await this.shipments.changeIn(tx, subject, (shipment, { now }) => shipment.timePassed(calendar, now));
  }
}
