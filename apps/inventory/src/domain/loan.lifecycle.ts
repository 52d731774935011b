/** The life of a loan as data: the aggregate, the answer to "what can be done next", the documents and the property test read this table. */
export const loanStates = ['lent', 'reminded', 'overdue', 'returned', 'charged'] as const;
export type LoanState = (typeof loanStates)[number];

interface Move {
  readonly leads: Readonly<Partial<Record<LoanState, readonly LoanState[]>>>;
  /** `null`: no person does it, the clock does. */
  readonly permission: 'stock:move' | 'parts:approve' | null;
}

export const loanMoves = {
  remind: { leads: { lent: ['reminded'] }, permission: null },
  fall_due: { leads: { lent: ['overdue'], reminded: ['overdue'] }, permission: null },
  take_back: { leads: { lent: ['lent', 'returned'], reminded: ['reminded', 'returned'], overdue: ['overdue', 'returned'], charged: ['charged', 'returned'] }, permission: 'stock:move' },
  charge: { leads: { lent: ['charged'], reminded: ['charged'], overdue: ['charged'] }, permission: 'parts:approve' },
} as const satisfies Record<string, Move>;
export type LoanMove = keyof typeof loanMoves;

/** Where a move can lead from a state; empty: it is not allowed there. */
export const loanLeadsTo = (move: LoanMove, from: LoanState): readonly LoanState[] => (loanMoves[move].leads as Move['leads'])[from] ?? [];

/** What people can do next in this state, if their permissions allow it. */
export const loanMovesFor = (state: LoanState): LoanMove[] => (Object.keys(loanMoves) as LoanMove[]).filter((move) => loanMoves[move].permission !== null && loanLeadsTo(move, state).length > 0);
