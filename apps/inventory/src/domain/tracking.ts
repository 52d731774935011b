import { localDay } from '@aftercare/business-time';
import { RuleViolation } from '@aftercare/kernel';
import { factLeads, isTravelling, type ShipmentFact, type ShipmentState } from './shipment.lifecycle';

/** One fact of a journey at the time of whoever saw it: the carrier's own clock for his messages, ours for what our people say. */
export interface TrackingFact {
  /** RFC 3339, UTC, to the millisecond: sorts as text. */
  readonly at: string;
  readonly kind: ShipmentFact;
  /** The carrier's own code; `null`: said by our people or by the receiver. */
  readonly code: string | null;
}

/** A carrier's clock may be so far ahead of ours. */
const clockSkewMs = 300_000;

/** What has not happened yet is nobody's to tell. */
export const refuseAhead = ({ at }: TrackingFact, now: Date): void => {
  if (Date.parse(at) > now.getTime() + clockSkewMs) throw new RuleViolation('tracking.time-in-future', { at });
};

/** What has been agreed of a journey when it begins. */
export interface Journey {
  readonly dispatchedAt: Date;
  /** The last day on which it is on time, where the branch is. */
  readonly promisedOn: string;
  readonly zone: string;
  /** So long without a word from the carrier, in ms, and the shipment is silent. */
  readonly staleAfterMs: number;
}

/** How a journey stands by everything that is known of it. */
export interface JourneyStanding {
  readonly state: ShipmentState;
  readonly arrivedAt: Date | null;
  readonly arrivedOn: string | null;
  /** A stale message, or its promised day was over before it arrived. */
  readonly late: boolean;
  /** The carrier's last word about the box, by his own clock; before the first one, the dispatch. */
  readonly lastHeardAt: Date;
  /** Whether nothing was heard for too long. */
  readonly silent: boolean;
}

/** The facts in the one order in which they are read: by time, then by kind and code, each once. So it does not matter how they came. */
export const inOrder = (facts: readonly TrackingFact[]): TrackingFact[] => {
  const known = new Map(facts.map((fact) => [place(fact), fact]));
  return [...known].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, fact]) => fact);
};

const place = ({ at, kind, code }: TrackingFact): string => `${at} ${kind} ${code ?? ''}`;

/**
 * Reads a journey from its facts alone, so that messages may come twice, late and in any order. `seen`: how far our own clock has told of
 * the journey (a promised day that is over, a silence), which is less than what the carrier's clock says.
 */
export const readJourney = ({ dispatchedAt, promisedOn, zone, staleAfterMs }: Journey, facts: readonly TrackingFact[], seen: Date): JourneyStanding => {
  let state: ShipmentState = 'in_transit';
  let arrivedAt: Date | null = null;
  let stale = false;
  let lastHeardAt = dispatchedAt;
  for (const { at, kind, code } of inOrder(facts)) {
    const to: ShipmentState | undefined = factLeads[kind][state];
    // Nothing is read after the arrival.
    if (state === 'signed') break;
    if (code !== null && kind !== 'none') lastHeardAt = later(lastHeardAt, new Date(at));
    if (to === undefined) continue;
    state = to;
    stale ||= kind === 'stale';
    if (to === 'signed') arrivedAt = new Date(at);
  }
  const arrivedOn = arrivedAt && localDay(arrivedAt, zone);
  return {
    state,
    arrivedAt,
    arrivedOn,
    late: stale || (arrivedOn ?? localDay(seen, zone)) > promisedOn,
    lastHeardAt,
    silent: isTravelling(state) && seen.getTime() >= lastHeardAt.getTime() + staleAfterMs,
  };
};

const later = (one: Date, other: Date): Date => (one > other ? one : other);
