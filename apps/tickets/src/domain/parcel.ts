/** A fact of a parcel's journey, as the timeline of its ticket has it. */
export interface ParcelFact {
  /** `shipment_dispatched`, `shipment_signed` … */
  readonly fact: string;
  readonly at: Date;
  readonly details: Readonly<Record<string, unknown>>;
}

export const parcelStates = ['under_way', 'late', 'problem', 'signed', 'refused', 'returned', 'lost'] as const;
export type ParcelState = (typeof parcelStates)[number];

/** What is on its way to the customer or his dealer, under one waybill. */
export interface Parcel {
  readonly carrier: string;
  readonly waybill: string;
  readonly state: ParcelState;
  readonly promisedOn: string | null;
  readonly arrivedOn: string | null;
}

const stateOf: Readonly<Record<string, ParcelState>> = {
  shipment_late: 'late', shipment_stale: 'late', shipment_problem: 'problem', shipment_signed: 'signed', shipment_refused: 'refused', shipment_returned: 'returned', shipment_lost: 'lost',
};
/** What carriers tell late or twice takes nothing back: a parcel that was signed for, or came back, is no longer late. */
const over: readonly ParcelState[] = ['signed', 'returned'];

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The parcels of a ticket from the facts of their journeys, the one that left first first. A fact that names no waybill tells nothing. */
export const parcelsOf = (facts: readonly ParcelFact[]): Parcel[] => {
  const parcels = new Map<string, Parcel>();
  for (const { fact, details } of [...facts].sort((one, other) => one.at.getTime() - other.at.getTime())) {
    const [id, carrier, waybill] = [text(details['shipmentId']), text(details['carrier']), text(details['waybill'])];
    if (id === null || carrier === null || waybill === null) continue;
    const known = parcels.get(id) ?? { carrier, waybill, state: 'under_way', promisedOn: null, arrivedOn: null };
    const state = stateOf[fact];
    const next = state === undefined || (over.includes(known.state) && !over.includes(state)) ? known.state : state;
    parcels.set(id, { ...known, state: next, promisedOn: text(details['promisedOn']) ?? known.promisedOn, arrivedOn: text(details['arrivedOn']) ?? known.arrivedOn });
  }
  return [...parcels.values()];
};
