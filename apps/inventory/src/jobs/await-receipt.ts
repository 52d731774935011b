import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { branchTerms } from '../persistence/branch-terms';
import { Receipts } from '../persistence/receipts';
import { ShipmentStore } from '../persistence/shipment.store';
import { receiptAwaited } from '../shipment-timers';

/** A shipment was signed for and nobody says what came: the receiver is reminded, it is on the list, and in the end what was sent counts as received. */
@Fires(receiptAwaited, ShipmentStore)
export class AwaitReceipt implements Fired {
  constructor(
    private readonly shipments: ShipmentStore,
    private readonly receipts: Receipts,
  ) {}

  async handle({ subject, branchId }: Timer, tx: Tx): Promise<void> {
    const { calendar } = await branchTerms(tx, branchId ?? '');
    const deemed = await this.shipments.changeIn<readonly string[]>(tx, subject, (shipment, { now }) => {
      const { awaited } = shipment;
      const events = shipment.receiptAwaited(calendar, now);
      return { events, answer: events.some((event) => event.type === 'ReceiptOverdue' && event.step === 'deemed') ? awaited : [] };
    });
    for (const noteId of deemed) await this.receipts.deem(tx, noteId);
  }
}
