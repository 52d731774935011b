import { statement, type Tx } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import { trackingCodes, type TrackingKind } from '../domain/shipment.lifecycle';
import { branchTerms } from './branch-terms';
import { ShipmentStore } from './shipment.store';

/** What a carrier says of one of his waybills. */
export interface CarrierMessage {
  readonly carrier: string;
  /** By which a repetition is recognised. */
  readonly messageId: string;
  readonly waybill: string;
  /** A code of requirement F-I5: `3` signed, `403` stale … */
  readonly code: string;
  /** The carrier's own time; `null`: now. */
  readonly eventAt: Date | null;
  /** All of it, as it came. */
  readonly raw: unknown;
}

/** `tracked`: its shipment was told. `repeated`: we had it already. `kept`: no shipment has this waybill yet; it is told as soon as one has. */
export type MessageOutcome = 'tracked' | 'repeated' | 'kept';

// Whoever dispatches by a waybill and whoever tells of it wait for each other: a message cannot fall between.
const holdWaybill = statement('waybill-hold', 'SELECT pg_advisory_xact_lock(hashtextextended($1 || \' \' || $2, 32))');
const keep = statement(
  'carrier-message-keep',
  `INSERT INTO carrier_message (carrier, message_id, waybill, code, event_at, received_at, raw)
   VALUES ($1, $2, $3, $4, coalesce($5, business_now()), business_now(), $6) ON CONFLICT (carrier, message_id) DO NOTHING RETURNING event_at AS "eventAt"`,
);
// A number that is used again is the newest journey's.
const shipmentOf = statement('shipment-of-waybill', 'SELECT id, branch_id AS "branchId" FROM shipment WHERE carrier = $1 AND waybill = $2 ORDER BY dispatched_at DESC LIMIT 1');
const matched = statement('carrier-message-matched', 'UPDATE carrier_message SET shipment_id = $3 WHERE carrier = $1 AND message_id = ANY ($2)');
const waiting = statement(
  'carrier-messages-waiting',
  `SELECT message_id AS "messageId", code, event_at AS "eventAt" FROM carrier_message
    WHERE carrier = $1 AND waybill = $2 AND shipment_id IS NULL ORDER BY event_at, message_id LIMIT 500`,
);

/** Everything that carriers say goes through here, whichever way it came. */
@Injectable()
export class TrackingInbox {
  constructor(private readonly shipments: ShipmentStore) {}

  /** Keeps the message as it came and tells its shipment. Repeated, late and in any order it does no harm. */
  async take(tx: Tx, { carrier, messageId, waybill, code, eventAt, raw }: CarrierMessage): Promise<MessageOutcome> {
    const kind = kindOf(code);
    await this.hold(tx, carrier, waybill);
    const [kept] = await tx.query<{ eventAt: Date }>(keep, [carrier, messageId, waybill, code, eventAt, JSON.stringify(raw)]);
    if (!kept) return 'repeated';
    const [shipment] = await tx.query<{ id: string; branchId: string }>(shipmentOf, [carrier, waybill]);
    if (!shipment) return 'kept';
    await this.#tell(tx, shipment, [{ at: kept.eventAt.toISOString(), kind, code }]);
    await tx.query(matched, [carrier, [messageId], shipment.id]);
    return 'tracked';
  }

  /** A shipment has begun: it is told what its carrier has said of its waybill before. */
  async begin(tx: Tx, shipment: { readonly id: string; readonly branchId: string; readonly carrier: string; readonly waybill: string }): Promise<void> {
    const before = await tx.query<{ messageId: string; code: string; eventAt: Date }>(waiting, [shipment.carrier, shipment.waybill]);
    if (before.length === 0) return;
    await this.#tell(tx, shipment, before.map(({ code, eventAt }) => ({ at: eventAt.toISOString(), kind: kindOf(code), code })));
    await tx.query(matched, [shipment.carrier, before.map(({ messageId }) => messageId), shipment.id]);
  }

  /** Nobody else dispatches by this waybill or tells of it until the transaction ends. */
  async hold(tx: Tx, carrier: string, waybill: string): Promise<void> {
    await tx.query(holdWaybill, [carrier, waybill]);
  }

  async #tell(tx: Tx, { id, branchId }: { id: string; branchId: string }, facts: readonly { at: string; kind: TrackingKind; code: string }[]): Promise<void> {
    const { calendar } = await branchTerms(tx, branchId);
    await this.shipments.changeIn(tx, id, (shipment, { now }) => facts.flatMap((fact) => shipment.track(fact, calendar, now)));
  }
}

const kindOf = (code: string): TrackingKind => {
  const kind = trackingCodes[code];
  if (kind === undefined) throw new RuleViolation('tracking.code-unknown', { code, codes: Object.keys(trackingCodes).join(', ') });
  return kind;
};
