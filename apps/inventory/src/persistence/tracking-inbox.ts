import { BusinessCalendar, type CalendarSpec } from '@aftercare/business-time';
import { statement, type Cause, type Tx } from '@aftercare/event-store';
import { RuleViolation, Unavailable } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import { trackingCodes, type TrackingKind } from '../domain/shipment.lifecycle';
import { refuseAhead, type TrackingFact } from '../domain/tracking';
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
  /** What its facts are a consequence of. */
  readonly cause: Cause;
}

/** `tracked`: its shipment was told. `repeated`: we had it already. `kept`: no shipment has this waybill yet; it is told as soon as one has. */
export type MessageOutcome = 'tracked' | 'repeated' | 'kept';

// Whoever dispatches by a waybill and whoever tells of it wait for each other: a message cannot fall between. Held in one order by all who hold several.
const holdWaybills = statement(
  'waybills-hold',
  `SELECT pg_advisory_xact_lock(h.lock)
     FROM (SELECT DISTINCT hashtextextended(w.carrier || ' ' || w.waybill, 32) AS lock FROM unnest($1::text[], $2::text[]) AS w (carrier, waybill) ORDER BY 1) h`,
);
const keep = statement(
  'carrier-messages-keep',
  `INSERT INTO carrier_message (carrier, message_id, waybill, code, event_at, received_at, raw, shipment_id)
   SELECT carrier, message_id, waybill, code, event_at, business_now(), raw, shipment_id
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::jsonb[], $7::uuid[]) AS m (carrier, message_id, waybill, code, event_at, raw, shipment_id)
    ORDER BY carrier, message_id ON CONFLICT (carrier, message_id) DO NOTHING RETURNING carrier, message_id AS "messageId"`,
);
// A number that is used again is the newest journey's. The days of a branch come with the first of its shipments only.
const shipmentsOf = statement(
  'shipments-of-waybills',
  `SELECT s.id, s.branch_id AS "branchId", CASE WHEN row_number() OVER (PARTITION BY s.branch_id ORDER BY w.ord) = 1 THEN c.spec END AS spec, business_now() AS now
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS w (carrier, waybill, ord)
     LEFT JOIN LATERAL (SELECT id, branch_id FROM shipment WHERE carrier = w.carrier AND waybill = w.waybill ORDER BY dispatched_at DESC LIMIT 1) s ON true
     LEFT JOIN branch b ON b.id = s.branch_id LEFT JOIN calendar c ON c.code = b.calendar_code
    ORDER BY w.ord`,
);
const matched = statement('carrier-message-matched', 'UPDATE carrier_message SET shipment_id = $3 WHERE carrier = $1 AND message_id = ANY ($2)');
const waiting = statement(
  'carrier-messages-waiting',
  `SELECT message_id AS "messageId", code, event_at AS "eventAt" FROM carrier_message
    WHERE carrier = $1 AND waybill = $2 AND shipment_id IS NULL ORDER BY event_at, message_id LIMIT 500`,
);

/** A shipment that a waybill leads to, and the days of its branch; without an id: nothing has left under it, as far as we know at `now`. */
interface Found {
  readonly id: string | null;
  readonly calendar: BusinessCalendar | null;
  readonly now: Date;
}

/** What a shipment is told, and the days of its branch. */
interface Told {
  readonly calendar: BusinessCalendar;
  readonly facts: readonly { readonly fact: TrackingFact; readonly cause?: Cause }[];
}

type Outcome = PromiseSettledResult<MessageOutcome>;

/** Everything that carriers say goes through here, whichever way it came. */
@Injectable()
export class TrackingInbox {
  constructor(private readonly shipments: ShipmentStore) {}

  /**
   * Keeps the messages and tells their shipments, each of which is read and written once. Repeated, late and in any order they do no harm. Gives what became of
   * each, in their order; one that is refused harms no other. No two are the same message.
   */
  async takeAll(tx: Tx, messages: readonly CarrierMessage[]): Promise<readonly Outcome[]> {
    const found = await this.#shipmentsOf(tx, messages);
    const timed = inTime(messages, found);
    const read = timed.map(({ message, shipment, at }) => attempted(() => {
      const fact: TrackingFact = { at: at.toISOString(), kind: kindOf(message.code), code: message.code };
      refuseAhead(fact, shipment.now);
      if (shipment.id !== null && !shipment.calendar) throw new Unavailable('branch.not-known-yet', 1);
      return { ...shipment, message, fact };
    }));
    const good = read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const isNew = await this.#keepAll(tx, good);
    const told = new Map<string, { calendar: BusinessCalendar; facts: { fact: TrackingFact; cause: Cause }[] }>();
    for (const { id, calendar, message, fact } of good) {
      if (id === null || !calendar || !isNew(message)) continue;
      const facts = told.get(id)?.facts ?? [];
      told.set(id, { calendar, facts });
      facts.push({ fact, cause: message.cause });
    }
    await this.#tell(tx, told);
    return read.map((one): Outcome => (one.status === 'rejected' ? one : { status: 'fulfilled', value: !isNew(one.value.message) ? 'repeated' : one.value.id === null ? 'kept' : 'tracked' }));
  }

  /** A shipment has begun: it is told what its carrier has said of its waybill before. */
  async begin(tx: Tx, shipment: { readonly id: string; readonly branchId: string; readonly carrier: string; readonly waybill: string }): Promise<void> {
    const before = await tx.query<{ messageId: string; code: string; eventAt: Date }>(waiting, [shipment.carrier, shipment.waybill]);
    if (before.length === 0) return;
    const { calendar } = await branchTerms(tx, shipment.branchId);
    const facts = before.map(({ code, eventAt }) => ({ fact: { at: eventAt.toISOString(), kind: kindOf(code), code } }));
    await this.#tell(tx, new Map([[shipment.id, { calendar, facts }]]));
    await tx.query(matched, [shipment.carrier, before.map(({ messageId }) => messageId), shipment.id]);
  }

  /** Nobody else dispatches by this waybill or tells of it until the transaction ends. */
  async hold(tx: Tx, carrier: string, waybill: string): Promise<void> {
    await tx.query(holdWaybills, [[carrier], [waybill]]);
  }

  /** Only where nothing has left under a waybill yet, something may be about to. */
  async #shipmentsOf(tx: Tx, messages: readonly CarrierMessage[]): Promise<readonly Found[]> {
    const calendars = new Map<string, BusinessCalendar>();
    const find = async (of: readonly CarrierMessage[]): Promise<Found[]> => {
      const rows = await tx.query<{ id: string | null; branchId: string | null; spec: CalendarSpec | null; now: Date }>(shipmentsOf, waybillsOf(of));
      for (const { branchId, spec } of rows) if (branchId !== null && spec !== null && !calendars.has(branchId)) calendars.set(branchId, BusinessCalendar.of(spec));
      return rows.map(({ id, branchId, now }) => ({ id, calendar: (branchId === null ? undefined : calendars.get(branchId)) ?? null, now }));
    };
    const found = await find(messages);
    const unknown = messages.filter((_, at) => found[at]?.id === null);
    if (unknown.length === 0) return found;
    await tx.query(holdWaybills, waybillsOf(unknown));
    const again = new Map((await find(unknown)).map((one, at) => [unknown[at], one]));
    return found.map((one, at) => again.get(messages[at]) ?? one);
  }

  /** Which of them we did not have before. */
  async #keepAll(tx: Tx, good: readonly { readonly id: string | null; readonly message: CarrierMessage; readonly fact: TrackingFact }[]): Promise<(message: CarrierMessage) => boolean> {
    if (good.length === 0) return () => false;
    const kept = await tx.query<{ carrier: string; messageId: string }>(keep, [
      ...columns(good.map(({ message: { carrier, messageId, waybill, code, raw }, id, fact }) => [carrier, messageId, waybill, code, fact.at, JSON.stringify(raw), id])),
    ]);
    const names = new Set(kept.map(nameOf));
    return (message) => names.has(nameOf(message));
  }

  async #tell(tx: Tx, told: ReadonlyMap<string, Told>): Promise<void> {
    if (told.size === 0) return;
    await this.shipments.changeAllIn(tx, [...told.keys()], function* (shipment, { now }) {
      const { calendar, facts } = told.get(shipment.id) ?? { calendar: null, facts: [] };
      for (const { fact, cause } of facts) {
        if (cause) tx.causedBy(cause);
        if (calendar) yield* shipment.track(fact, calendar, now);
      }
    });
  }
}

/** By which a repetition of a message is known. */
export const nameOf = ({ carrier, messageId }: Pick<CarrierMessage, 'carrier' | 'messageId'>): string => `${carrier} ${messageId}`;

/**
 * When each happened: by the carrier's own clock, else now. Of those that say nothing of it, a later one of the same waybill is a millisecond after the one
 * before it: they came in that order.
 */
const inTime = (messages: readonly CarrierMessage[], found: readonly Found[]): { message: CarrierMessage; shipment: Found; at: Date }[] => {
  const before = new Map<string, number>();
  return messages.flatMap((message, at) => {
    const shipment = found[at];
    if (!shipment) return [];
    if (message.eventAt) return [{ message, shipment, at: message.eventAt }];
    const key = `${message.carrier} ${message.waybill}`;
    const earlier = before.get(key) ?? 0;
    before.set(key, earlier + 1);
    return [{ message, shipment, at: new Date(shipment.now.getTime() + earlier) }];
  });
};

const waybillsOf = (messages: readonly CarrierMessage[]): readonly string[][] => [messages.map(({ carrier }) => carrier), messages.map(({ waybill }) => waybill)];

/** An array per column. */
const columns = (rows: readonly (readonly unknown[])[]): unknown[][] => (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]));

const attempted = <T>(work: () => T): PromiseSettledResult<T> => {
  try {
    return { status: 'fulfilled', value: work() };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
};

const kindOf = (code: string): TrackingKind => {
  const kind = trackingCodes[code];
  if (kind === undefined) throw new RuleViolation('tracking.code-unknown', { code, codes: Object.keys(trackingCodes).join(', ') });
  return kind;
};
