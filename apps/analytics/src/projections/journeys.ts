import { ShipmentDispatchedV1, ShipmentImportedV1, ShipmentSignedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

type Told = ReceivedEvent<DataOf<typeof ShipmentDispatchedV1> | DataOf<typeof ShipmentSignedV1> | DataOf<typeof ShipmentImportedV1>>;

/** What a chunk says of a shipment; `null`: it does not say so. */
interface Journey {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly dealerCode: string | null;
  readonly carrier: string;
  readonly promisedOn: string;
  readonly dispatchedOn: string | null;
  readonly zone: string | null;
  /** The newest: an earlier arrival may become known later. */
  readonly arrivedOn: string | null;
}

/** What a chunk says of each shipment, in the order that rows are locked in. Within a shipment its events are in their order. */
export const journeysIn = (events: readonly Told[]): Journey[] => {
  const journeys = new Map<string, Journey>();
  for (const { data } of events) {
    const { shipmentId: id, branchId, dealerCode, carrier, promisedOn } = data;
    const number = 'number' in data ? data.number : data.noteNumber;
    const before = journeys.get(id);
    journeys.set(id, {
      id, number, branchId, dealerCode, carrier, promisedOn,
      dispatchedOn: 'dispatchedOn' in data ? data.dispatchedOn : (before?.dispatchedOn ?? null),
      zone: 'zone' in data ? data.zone : (before?.zone ?? null),
      arrivedOn: 'arrivedOn' in data ? data.arrivedOn : (before?.arrivedOn ?? null),
    });
  }
  return [...journeys.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
};

const upsert = statement(
  'journey-view',
  `INSERT INTO journey AS j (shipment_id, branch_id, dealer_code, carrier, promised_on, dispatched_on, zone, arrived_on, number)
   SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::date[], $6::date[], $7::text[], $8::date[], $9::text[])
   ON CONFLICT (shipment_id) DO UPDATE SET dispatched_on = coalesce(excluded.dispatched_on, j.dispatched_on), zone = coalesce(excluded.zone, j.zone), number = excluded.number, arrived_on = coalesce(excluded.arrived_on, j.arrived_on)`,
);

/** Every shipment with the day that was promised and the day on which it arrived: what punctuality is counted from. Those of an earlier system count on their own days. */
@Controller()
export class Journeys {
  @Projects(ShipmentDispatchedV1, ShipmentSignedV1, ShipmentImportedV1)
  async apply(events: readonly Told[], tx: Tx): Promise<void> {
    const all = journeysIn(events);
    await tx.query(upsert, [
      all.map((j) => j.id), all.map((j) => j.branchId), all.map((j) => j.dealerCode), all.map((j) => j.carrier), all.map((j) => j.promisedOn), all.map((j) => j.dispatchedOn), all.map((j) => j.zone), all.map((j) => j.arrivedOn), all.map((j) => j.number),
    ]);
  }
}
