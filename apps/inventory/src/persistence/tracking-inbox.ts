import { BusinessCalendar, type CalendarSpec } from '@aftercare/business-time';
import { statement, type Tx } from '@aftercare/event-store';
import { RuleViolation, Unavailable } from '@aftercare/kernel';
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
  /** The fields of it that we know, as they came; none of them can name a person. */
  readonly raw: unknown;
}

/** `tracked`: its shipment was told. `repeated`: we had it already. `kept`: no shipment has this waybill yet; it is told as soon as one has. */
export type MessageOutcome = 'tracked' | 'repeated' | 'kept';

// Whoever dispatches by a waybill and whoever tells of it wait for each other: a message cannot fall between.
const holdWaybill = statement('waybill-hold', 'SELECT pg_advisory_xact_lock(hashtextextended($1 || \' \' || $2, 32))');
const keep = statement(
  'carrier-message-keep',
  `INSERT INTO carrier_message (carrier, message_id, waybill, code, event_at, received_at, raw, shipment_id)
   VALUES ($1, $2, $3, $4, coalesce($5, business_now()), business_now(), $6, $7) ON CONFLICT (carrier, message_id) DO NOTHING RETURNING event_at AS "eventAt"`,
);
// A number that is used again is the newest journey's.
const shipmentOf = statement(
  'shipment-of-waybill',
  `SELECT s.id, s.branch_id AS "branchId", (SELECT c.spec FROM branch b JOIN calendar c ON c.code = b.calendar_code WHERE b.id = s.branch_id) AS spec
     FROM shipment s WHERE s.carrier = $1 AND s.waybill = $2 ORDER BY s.dispatched_at DESC LIMIT 1`,
);
const matched = statement('carrier-message-matched', 'UPDATE carrier_message SET shipment_id = $3 WHERE carrier = $1 AND message_id = ANY ($2)');
const waiting = statement(
  'carrier-messages-waiting',
  `SELECT message_id AS "messageId", code, event_at AS "eventAt" FROM carrier_message
    WHERE carrier = $1 AND waybill = $2 AND shipment_id IS NULL ORDER BY event_at, message_id LIMIT 500`,
);

/** A shipment that is told of a message, and the days of its branch. */
interface Told {
  readonly id: string;
  readonly branchId: string;
  readonly calendar: BusinessCalendar;
}

/** Everything that carriers say goes through here, whichever way it came. */
@Injectable()
export class TrackingInbox {
  constructor(private readonly shipments: ShipmentStore) {}

  /** Keeps the message and tells its shipment. Repeated, late and in any order it does no harm. */
  async take(tx: Tx, { carrier, messageId, waybill, code, eventAt, raw }: CarrierMessage): Promise<MessageOutcome> {
    const kind = kindOf(code);
    const shipment = await this.#shipmentOf(tx, carrier, waybill);
    const [kept] = await tx.query<{ eventAt: Date }>(keep, [carrier, messageId, waybill, code, eventAt, JSON.stringify(raw), shipment?.id ?? null]);
    if (!kept) return 'repeated';
    if (!shipment) return 'kept';
    await this.#tell(tx, shipment, [{ at: kept.eventAt.toISOString(), kind, code }]);
    return 'tracked';
  }

  /** A shipment has begun: it is told what its carrier has said of its waybill before. */
  async begin(tx: Tx, shipment: { readonly id: string; readonly branchId: string; readonly carrier: string; readonly waybill: string }): Promise<void> {
    const before = await tx.query<{ messageId: string; code: string; eventAt: Date }>(waiting, [shipment.carrier, shipment.waybill]);
    if (before.length === 0) return;
    const { calendar } = await branchTerms(tx, shipment.branchId);
    await this.#tell(tx, { ...shipment, calendar }, before.map(({ code, eventAt }) => ({ at: eventAt.toISOString(), kind: kindOf(code), code })));
    await tx.query(matched, [shipment.carrier, before.map(({ messageId }) => messageId), shipment.id]);
  }

  /** Nobody else dispatches by this waybill or tells of it until the transaction ends. */
  async hold(tx: Tx, carrier: string, waybill: string): Promise<void> {
    await tx.query(holdWaybill, [carrier, waybill]);
  }

  /** Only where nothing has left under the waybill yet, something may be about to. */
  async #shipmentOf(tx: Tx, carrier: string, waybill: string): Promise<Told | null> {
    const find = async (): Promise<Told | null> => {
      const [found] = await tx.query<{ id: string; branchId: string; spec: CalendarSpec | null }>(shipmentOf, [carrier, waybill]);
      if (!found) return null;
      if (!found.spec) throw new Unavailable('branch.not-known-yet', 1);
      return { ...found, calendar: BusinessCalendar.of(found.spec) };
    };
    const known = await find();
    if (known) return known;
    await this.hold(tx, carrier, waybill);
    return find();
  }

  async #tell(tx: Tx, { id, calendar }: Told, facts: readonly { at: string; kind: TrackingKind; code: string }[]): Promise<void> {
    await this.shipments.changeIn(tx, id, (shipment, { now }) => facts.flatMap((fact) => shipment.track(fact, calendar, now)));
  }
}

const kindOf = (code: string): TrackingKind => {
  const kind = trackingCodes[code];
  if (kind === undefined) throw new RuleViolation('tracking.code-unknown', { code, codes: Object.keys(trackingCodes).join(', ') });
  return kind;
};
