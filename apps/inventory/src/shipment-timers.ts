import type { TimerChange } from '@aftercare/event-store';
import type { FollowUp, FollowUpEvent } from './domain/follow-up';
import type { Shipment, ShipmentEvent } from './domain/shipment';

/** Fires when the promised day of a shipment that has not arrived is over. */
export const promisedDayOver = 'shipment.promised-day-over';
/** Fires when a carrier has said nothing of a shipment for longer than he may. */
export const silence = 'shipment.silence';
/** Fires when nobody has said for so many workdays what came by a shipment that was signed for. */
export const receiptAwaited = 'shipment.receipt-awaited';
/** Fires at the cut-off of a branch's workday. */
export const cutOff = 'follow-up.cut-off';

/** What any event of a shipment means for its timers: they follow what the shipment says of itself. */
export const shipmentTimers = (_event: ShipmentEvent, shipment: Shipment): readonly TimerChange[] => [
  follow(promisedDayOver, shipment.lateAt), follow(silence, shipment.silentAt), follow(receiptAwaited, shipment.nextReceiptStepAt),
];

export const followUpTimers = (_event: FollowUpEvent, { nextCutOffAt }: FollowUp): readonly TimerChange[] => [{ set: cutOff, dueAt: nextCutOffAt }];

const follow = (kind: string, dueAt: Date | null): TimerChange => (dueAt === null ? { cancel: kind } : { set: kind, dueAt });
