/** The life of a picking as data: the aggregate, the answer to "what can be done next", the documents and the property test read this table. */
export const pickingStates = ['picking', 'picked', 'checking', 'checked', 'packed', 'put_back'] as const;
export type PickingState = (typeof pickingStates)[number];

/** Pieces are off their shelf and on no note yet: they have to be shipped or put back. */
export const openPickingStates: readonly PickingState[] = ['picking', 'picked', 'checking', 'checked', 'packed'];

interface Move {
  readonly leads: Readonly<Partial<Record<PickingState, PickingState>>>;
  readonly permission: 'parts:pick' | 'parts:check' | 'parts:ship';
}

export const pickingMoves = {
  scan: { leads: { picking: 'picking' }, permission: 'parts:pick' },
  finish: { leads: { picking: 'picked' }, permission: 'parts:pick' },
  start_check: { leads: { picked: 'checking', checking: 'checking' }, permission: 'parts:check' },
  check: { leads: { picked: 'checked', checking: 'checked' }, permission: 'parts:check' },
  send_back: { leads: { picked: 'picking', checking: 'picking' }, permission: 'parts:check' },
  pack: { leads: { checked: 'packed' }, permission: 'parts:pick' },
  issue_note: { leads: { checked: 'checked', packed: 'packed' }, permission: 'parts:ship' },
  put_back: { leads: { picking: 'put_back', picked: 'put_back', checking: 'put_back', checked: 'put_back', packed: 'put_back' }, permission: 'parts:pick' },
} as const satisfies Record<string, Move>;
export type PickingMove = keyof typeof pickingMoves;

/** Where a move leads from a state; `undefined`: it is not allowed there. */
export const pickingLeadsTo = (move: PickingMove, from: PickingState): PickingState | undefined => (pickingMoves[move].leads as Move['leads'])[from];

/** What could be done next with a picking; one that is on a note is only shipped with it. */
export const pickingMovesFor = ({ state, noteId }: { readonly state: PickingState; readonly noteId: string | null }): PickingMove[] =>
  noteId === null ? (Object.keys(pickingMoves) as PickingMove[]).filter((move) => pickingLeadsTo(move, state) !== undefined) : [];
