/**
 * The life of a ticket as data: the aggregate, the answer to "what can be done next", the documents and the property test all read this
 * table. What is not in it is refused, whoever asks.
 */
export const ticketStates = ['new', 'assigned', 'in_progress', 'waiting', 'resolved', 'closed', 'cancelled', 'merged'] as const;
export type TicketState = (typeof ticketStates)[number];

/** Somebody still has to do something about it. */
export const openStates: readonly TicketState[] = ['new', 'assigned', 'in_progress', 'waiting'];
/** Open, or resolved and not agreed to yet. */
export const unfinishedStates: readonly TicketState[] = [...openStates, 'resolved'];
export const isOpen = (state: TicketState): boolean => openStates.includes(state);

interface Move {
  /** Which state it leads to, from each state in which it is allowed. */
  readonly leads: Readonly<Partial<Record<TicketState, TicketState>>>;
  /** The permission without which nobody may even ask; who of those may, the ticket knows. */
  readonly permission: `ticket:${string}`;
  /** Whose move it is: the owner's, his who could take it in hand, that of the colleague who is offered it, anybody's who has the permission, or nobody's, as time passes or something happens elsewhere. */
  readonly whose: 'owner' | 'taker' | 'offered' | 'anybody' | 'nobody';
}

const whileOpen = { assigned: 'assigned', in_progress: 'in_progress', waiting: 'waiting' } as const;

export const ticketMoves = {
  assign: { leads: { new: 'assigned' }, permission: 'ticket:work', whose: 'nobody' },
  take_up: { leads: { new: 'in_progress', assigned: 'in_progress', in_progress: 'in_progress' }, permission: 'ticket:take-up', whose: 'taker' },
  complete_intake: { leads: { ...whileOpen, assigned: 'in_progress' }, permission: 'ticket:work', whose: 'owner' },
  put_on_hold: { leads: { in_progress: 'waiting', waiting: 'waiting' }, permission: 'ticket:work', whose: 'owner' },
  resume: { leads: { waiting: 'in_progress' }, permission: 'ticket:work', whose: 'owner' },
  await_parts: { leads: { in_progress: 'waiting' }, permission: 'ticket:work', whose: 'nobody' },
  parts_settled: { leads: { waiting: 'in_progress' }, permission: 'ticket:work', whose: 'nobody' },
  reply: { leads: { assigned: 'assigned', in_progress: 'in_progress', waiting: 'waiting', resolved: 'resolved' }, permission: 'ticket:work', whose: 'owner' },
  resolve: { leads: { in_progress: 'resolved', waiting: 'resolved' }, permission: 'ticket:work', whose: 'owner' },
  reopen: { leads: { resolved: 'in_progress' }, permission: 'ticket:work', whose: 'anybody' },
  close: { leads: { resolved: 'closed' }, permission: 'ticket:work', whose: 'owner' },
  close_silently: { leads: { resolved: 'closed' }, permission: 'ticket:work', whose: 'nobody' },
  cancel: { leads: { new: 'cancelled', assigned: 'cancelled', in_progress: 'cancelled', waiting: 'cancelled' }, permission: 'ticket:work', whose: 'owner' },
  reclassify: { leads: { new: 'new', ...whileOpen }, permission: 'ticket:work', whose: 'anybody' },
  offer_hand_over: { leads: whileOpen, permission: 'ticket:work', whose: 'owner' },
  accept_hand_over: { leads: whileOpen, permission: 'ticket:work', whose: 'offered' },
  decline_hand_over: { leads: whileOpen, permission: 'ticket:work', whose: 'offered' },
  split: { leads: whileOpen, permission: 'ticket:work', whose: 'owner' },
  merge: { leads: { new: 'merged', assigned: 'merged', in_progress: 'merged', waiting: 'merged' }, permission: 'ticket:work', whose: 'owner' },
} as const satisfies Record<string, Move>;

export type TicketMove = keyof typeof ticketMoves;

/** Where a move leads from a state; `undefined`: it is not allowed there. */
export const leadsTo = (move: TicketMove, from: TicketState): TicketState | undefined => (ticketMoves[move].leads as Move['leads'])[from];

/** What there is to know of a ticket to tell whose move it is. */
export interface Standing {
  readonly state: TicketState;
  readonly ownerId: string;
  readonly escalatedTo: string | null;
  readonly offeredTo: string | null;
}

/** What a person could do with a ticket now, if his permissions allow it. */
export const movesFor = ({ state, ownerId, escalatedTo, offeredTo }: Standing, person: string): TicketMove[] => {
  const whose: Readonly<Record<Move['whose'], boolean>> = {
    owner: person === ownerId,
    // What nobody has taken is anybody's; otherwise the owner's, or the manager's it was escalated to.
    taker: state === 'new' || (state === 'assigned' && (person === ownerId || person === escalatedTo)),
    offered: offeredTo !== null && person === offeredTo,
    anybody: true,
    nobody: false,
  };
  return (Object.keys(ticketMoves) as TicketMove[]).filter((move) => leadsTo(move, state) !== undefined && whose[ticketMoves[move].whose]);
};
