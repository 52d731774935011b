/** The life of a transfer between branches as data: the aggregate, the answer to "what can be done next" and the property test read this table. */
export const transferStates = ['prepared', 'sent', 'received', 'called_off'] as const;
export type TransferState = (typeof transferStates)[number];

interface Move {
  readonly leads: Readonly<Partial<Record<TransferState, TransferState>>>;
  readonly permission: 'stock:move' | 'parts:check';
  /** Whose it is to do: of the branch that sends, or of the one that receives. */
  readonly side: 'from' | 'to';
}

export const transferMoves = {
  send: { leads: { prepared: 'sent' }, permission: 'parts:check', side: 'from' },
  call_off: { leads: { prepared: 'called_off' }, permission: 'stock:move', side: 'from' },
  receive: { leads: { sent: 'received' }, permission: 'stock:move', side: 'to' },
} as const satisfies Record<string, Move>;
export type TransferMove = keyof typeof transferMoves;

/** Where a move leads from a state; `undefined`: it is not allowed there. */
export const transferLeadsTo = (move: TransferMove, from: TransferState): TransferState | undefined => (transferMoves[move].leads as Move['leads'])[from];

/** What could be done next in this state. */
export const transferMovesFor = (state: TransferState): TransferMove[] => (Object.keys(transferMoves) as TransferMove[]).filter((move) => transferLeadsTo(move, state) !== undefined);
