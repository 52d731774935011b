import { goOnAfter, statement } from '@aftercare/event-store';
import type { Keeping } from '@aftercare/imports';
import { derivedId, RuleViolation } from '@aftercare/kernel';
import type { Values } from '@aftercare/tables';
import { PastShipment, type PastDifference, type PastOutcome } from '../domain/past-shipment';
import type { PastShipmentStore } from '../persistence/past-shipment.store';

/** The delivery that a note's number of a source stands for: the same on every machine, however often its row comes. */
export const pastShipmentId = (source: string, number: string): string => derivedId('past-shipment', source, number);

/** Who applied the import stands there; its rows come one after the other, most of them by timer. */
const by = 'system:inventory';

interface Place {
  readonly code: string;
  readonly branchId: string;
  readonly shortCode: string;
  readonly zone: string;
}

const places = statement(
  'past-shipment-places',
  'SELECT l.code, l.branch_id AS "branchId", b.short_code AS "shortCode", b.zone FROM location l JOIN branch b ON b.id = l.branch_id WHERE l.code = ANY ($1)',
);
const tickets = statement('past-shipment-tickets', 'SELECT number, id FROM ticket WHERE number = ANY ($1)');
const held = statement('past-shipment-held', 'SELECT id, note_number AS number FROM past_shipment WHERE note_number = ANY ($1) UNION ALL SELECT id, number FROM delivery_note WHERE number = ANY ($1)');

/**
 * Puts deliveries of an earlier system on file, with all that became of them there: no stock moves, nobody is told. One that is on file stays as it is, unless it was
 * on its way and its row says now how it ended. Numbers of our notes go on after theirs.
 */
export const pastShipments = (shipments: PastShipmentStore): Keeping['put'] => async (tx, rows, source) => {
  const numbers = rows.map((row) => row['note_no']!);
  const placeOf = new Map((await tx.query<Place>(places, [rows.map((row) => row['from_location'])])).map((place) => [place.code, place]));
  await goOnAfter(tx, 'DN', rows.map((row) => ({ number: row['note_no']!, ...placeOf.get(row['from_location']!)! })));
  const ticketOf = new Map((await tx.query<{ number: string; id: string }>(tickets, [rows.map((row) => row['ticket_no'])])).map(({ number, id }) => [number, id]));
  const holderOf = new Map((await tx.query<{ id: string; number: string }>(held, [numbers])).map(({ number, id }) => [number, id]));
  let told = 0;
  const fresh: { readonly row: Values; readonly id: string }[] = [];
  for (const row of rows) {
    const id = pastShipmentId(source, row['note_no']!);
    const holder = holderOf.get(row['note_no']!);
    // Free when it was judged, and given to something else since.
    if (holder !== undefined && holder !== id) throw new RuleViolation('past-shipment.number-taken', { number: row['note_no']! });
    if (holder === undefined) fresh.push({ row, id });
    else told += await shipments.changeIn<number>(tx, id, (shipment, { now }) => {
      const events = shipment.told(outcomeOf(row), by, now);
      return { events, answer: events.length };
    });
  }
  await shipments.createAllIn(tx, ({ now }) => fresh.map(({ row, id }) => {
    const { branchId, zone } = placeOf.get(row['from_location']!)!;
    const details = {
      id, source, branchId, zone, noteNumber: row['note_no']!, ticketId: ticketOf.get(row['ticket_no'] ?? '') ?? null, dealerCode: row['dealer_code'] || null, location: row['from_location']!,
      carrier: row['carrier_code']!, waybill: row['tracking_no']!, part: row['part_code']!, qty: Number(row['qty_shipped']), dispatchedOn: row['shipped_on']!, promisedOn: row['promised_on']!,
      ...outcomeOf(row),
    };
    const { shipment, events } = PastShipment.fromHistory(details, by, now);
    return { aggregate: shipment, events, answer: undefined, at: shipment.dispatchedAt };
  }));
  return fresh.length + told;
};

const outcomeOf = (row: Values): PastOutcome => ({
  arrivedOn: row['arrived_on'] || null, receivedQty: row['qty_received'] ? Number(row['qty_received']) : null, difference: (row['discrepancy_type'] || null) as PastDifference | null,
});
