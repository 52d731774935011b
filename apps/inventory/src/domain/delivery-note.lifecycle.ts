/** The life of a delivery note as data: the aggregate, the answer to "what can be done next", the documents and the property test read this table. */
export const noteStates = ['issued', 'dispatched', 'received', 'void'] as const;
export type NoteState = (typeof noteStates)[number];

interface Move {
  readonly leads: Readonly<Partial<Record<NoteState, NoteState>>>;
  readonly permission: 'parts:ship' | 'parts:receive';
}

export const noteMoves = {
  print: { leads: { issued: 'issued', dispatched: 'dispatched', received: 'received' }, permission: 'parts:ship' },
  declare_void: { leads: { issued: 'void' }, permission: 'parts:ship' },
  dispatch: { leads: { issued: 'dispatched' }, permission: 'parts:ship' },
  take_back: { leads: { dispatched: 'void' }, permission: 'parts:ship' },
  receive: { leads: { dispatched: 'received' }, permission: 'parts:receive' },
  report_damage: { leads: { received: 'received' }, permission: 'parts:receive' },
} as const satisfies Record<string, Move>;
export type NoteMove = keyof typeof noteMoves;

/** Where a move leads from a state; `undefined`: it is not allowed there. */
export const noteLeadsTo = (move: NoteMove, from: NoteState): NoteState | undefined => (noteMoves[move].leads as Move['leads'])[from];

/** What could be done next with a note; a box comes back with its whole shipment, never alone. */
export const noteMovesFor = (state: NoteState): NoteMove[] => (Object.keys(noteMoves) as NoteMove[]).filter((move) => move !== 'take_back' && noteLeadsTo(move, state) !== undefined);
