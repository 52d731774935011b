/** The life of a shipment as data: the aggregate, the answer to "what can be done next", the documents and the property test read this table. */
export const shipmentStates = ['in_transit', 'stale', 'problem', 'signed', 'refused', 'returned', 'lost'] as const;
export type ShipmentState = (typeof shipmentStates)[number];

/** It has not arrived, and is not known to be coming back or gone: somebody has to follow it every day. */
export const travellingStates: readonly ShipmentState[] = ['in_transit', 'stale', 'problem'];
export const isTravelling = (state: ShipmentState): boolean => travellingStates.includes(state);

/** What a carrier's message says, in words that are the same for all carriers (and for 快递鸟's codes, which most of them speak). */
export const trackingKinds = ['none', 'collected', 'moving', 'at_city', 'out_for_delivery', 'in_locker', 'signed', 'problem', 'not_signed_in_time', 'locker_overdue', 'stale', 'refused'] as const;
export type TrackingKind = (typeof trackingKinds)[number];

/** The carriers' own codes (requirement F-I5). 401 says that they know nothing, which is no fact about the box. */
export const trackingCodes: Readonly<Record<string, TrackingKind>> = {
  '0': 'none', '1': 'collected', '2': 'moving', '201': 'at_city', '202': 'out_for_delivery', '211': 'in_locker', '3': 'signed', '311': 'signed',
  '4': 'problem', '401': 'none', '402': 'not_signed_in_time', '403': 'stale', '404': 'refused', '412': 'locker_overdue',
};

/** What happens to a shipment: the kinds of a carrier's messages, and `declare_lost`, which is said by our people. */
export type ShipmentFact = TrackingKind | 'lost';

const onTheWay: Readonly<Partial<Record<ShipmentState, ShipmentState>>> = { in_transit: 'in_transit', stale: 'in_transit', problem: 'in_transit', refused: 'in_transit', lost: 'in_transit' };
const trouble = (to: ShipmentState): Readonly<Partial<Record<ShipmentState, ShipmentState>>> => ({ in_transit: to, stale: to, problem: to, refused: to, lost: to });
const nothing: Readonly<Partial<Record<ShipmentState, ShipmentState>>> = {};

/** Where a fact leads from each state; from a state that is not named it leads nowhere: what is signed for or back with us stays so. */
export const factLeads: Readonly<Record<ShipmentFact, Readonly<Partial<Record<ShipmentState, ShipmentState>>>>> = {
  none: nothing,
  collected: onTheWay,
  moving: onTheWay,
  at_city: onTheWay,
  out_for_delivery: onTheWay,
  in_locker: onTheWay,
  signed: trouble('signed'),
  problem: trouble('problem'),
  not_signed_in_time: trouble('problem'),
  locker_overdue: trouble('problem'),
  stale: trouble('stale'),
  refused: trouble('refused'),
  lost: { in_transit: 'lost', stale: 'lost', problem: 'lost', refused: 'lost' },
};

interface Move {
  readonly leads: Readonly<Partial<Record<ShipmentState, ShipmentState>>>;
  readonly permission: 'parts:track' | 'parts:ship' | 'parts:receive';
}

const asItIs = { in_transit: 'in_transit', stale: 'stale', problem: 'problem', refused: 'refused', lost: 'lost' } as const;

/** What people do about a shipment. */
export const shipmentMoves = {
  follow_up: { leads: asItIs, permission: 'parts:track' },
  estimate: { leads: { in_transit: 'in_transit', stale: 'stale', problem: 'problem' }, permission: 'parts:track' },
  /** The receiver has told us that it is there; the carrier's own word counts when it comes. */
  arrive: { leads: { in_transit: 'signed', stale: 'signed', problem: 'signed', refused: 'signed', lost: 'signed' }, permission: 'parts:track' },
  declare_lost: { leads: factLeads.lost, permission: 'parts:ship' },
  take_back: { leads: { in_transit: 'returned', stale: 'returned', problem: 'returned', refused: 'returned', lost: 'returned' }, permission: 'parts:ship' },
  receive: { leads: { in_transit: 'signed', stale: 'signed', problem: 'signed', refused: 'signed', lost: 'signed', signed: 'signed' }, permission: 'parts:receive' },
} as const satisfies Record<string, Move>;
export type ShipmentMove = keyof typeof shipmentMoves;

/** Where a move leads from a state; `undefined`: it is not allowed there. */
export const shipmentLeadsTo = (move: ShipmentMove, from: ShipmentState): ShipmentState | undefined => (shipmentMoves[move].leads as Move['leads'])[from];

/** What could be done next; a receipt is given note by note. */
export const shipmentMovesFor = (state: ShipmentState): ShipmentMove[] => (Object.keys(shipmentMoves) as ShipmentMove[]).filter((move) => move !== 'receive' && shipmentLeadsTo(move, state) !== undefined);
