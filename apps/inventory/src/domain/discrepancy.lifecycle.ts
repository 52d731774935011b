/** The life of a difference between what was sent and what came, as data: the aggregate, the API, the documents and the property test read this table. */
export const discrepancyStates = ['open', 'investigating', 'agreed', 'settled'] as const;
export type DiscrepancyState = (typeof discrepancyStates)[number];

interface Move {
  /** Which states it can lead to, from each state in which it is allowed. */
  readonly leads: Readonly<Partial<Record<DiscrepancyState, readonly DiscrepancyState[]>>>;
  /** `null`: no person does it, the goods do. */
  readonly permission: 'parts:settle' | 'parts:answer' | 'parts:ship' | null;
}

const looking = { open: ['investigating'], investigating: ['investigating'] } as const;

export const discrepancyMoves = {
  investigate: { leads: looking, permission: 'parts:settle' },
  offer: { leads: looking, permission: 'parts:settle' },
  counter: { leads: { investigating: ['investigating'] }, permission: 'parts:answer' },
  /** By the side that did not make the offer; what awaits nothing is settled at once. */
  accept: { leads: { investigating: ['agreed', 'settled'] }, permission: 'parts:answer' },
  resent: { leads: { agreed: ['agreed', 'settled'] }, permission: null },
  take_in: { leads: { agreed: ['agreed', 'settled'] }, permission: 'parts:ship' },
} as const satisfies Record<string, Move>;
export type DiscrepancyMove = keyof typeof discrepancyMoves;

/** Where a move can lead from a state; empty: it is not allowed there. */
export const discrepancyLeadsTo = (move: DiscrepancyMove, from: DiscrepancyState): readonly DiscrepancyState[] => (discrepancyMoves[move].leads as Move['leads'])[from] ?? [];

/** What people can do about it now, if their permissions allow it. */
export const discrepancyMovesFor = ({ state, offer, awaitsReturn }: { readonly state: DiscrepancyState; readonly offer: object | null; readonly awaitsReturn: boolean }): DiscrepancyMove[] => {
  const wanted: Readonly<Partial<Record<DiscrepancyMove, boolean>>> = { counter: offer !== null, accept: offer !== null, take_in: awaitsReturn };
  return (Object.keys(discrepancyMoves) as DiscrepancyMove[]).filter((move) => discrepancyMoves[move].permission !== null && discrepancyLeadsTo(move, state).length > 0 && (wanted[move] ?? true));
};
