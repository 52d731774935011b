import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { branchTerms } from '../persistence/branch-terms';
import { ShipmentStore } from '../persistence/shipment.store';
import { silence } from '../shipment-timers';

/** A carrier has said nothing of a shipment for longer than he may: somebody has to ask. */
@Fires(silence, ShipmentStore)
export class NoticeSilence implements Fired {
  constructor(private readonly shipments: ShipmentStore) {}

  async handle({ subject, branchId }: Timer, tx: Tx): Promise<void> {
    const { calendar } = await branchTerms(tx, branchId ?? '');
    await this.shipments.changeIn(tx, subject, (shipment, { now }) => shipment.timePassed(calendar, now));
  }
}
