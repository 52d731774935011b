/**
 * The life of the duty to return an old part, as data: the aggregate, the answer to "what can be done next", the documents and the property
 * test all read this table. Pieces that come back one by one leave it where it is until nothing is open any more.
 */
export const obligationStates = ['open', 'reminded', 'overdue', 'received', 'waived', 'lapsed'] as const;
export type ObligationState = (typeof obligationStates)[number];

/** In these something is still owed. */
export const openStates = ['open', 'reminded', 'overdue'] as const satisfies readonly ObligationState[];

interface Move {
  /** Which states it can lead to, from each state in which it is allowed. */
  readonly leads: Readonly<Partial<Record<ObligationState, readonly ObligationState[]>>>;
  /** Without it nobody may even ask; `null`: no person does it, the clock or the stock does. */
  readonly permission: `returns:${'receive' | 'explain' | 'waive'}` | null;
}

const staying = { open: ['open'], reminded: ['reminded'], overdue: ['overdue'] } as const;

export const obligationMoves = {
  remind: { leads: { open: ['reminded'] }, permission: null },
  fall_due: { leads: { open: ['overdue'], reminded: ['overdue'] }, permission: null },
  receive: { leads: { open: ['open', 'received'], reminded: ['reminded', 'received'], overdue: ['overdue', 'received'] }, permission: 'returns:receive' },
  explain: { leads: staying, permission: 'returns:explain' },
  approve_waiver: { leads: { open: ['waived'], reminded: ['waived'], overdue: ['waived'] }, permission: 'returns:waive' },
  reject_waiver: { leads: staying, permission: 'returns:waive' },
  reduce: { leads: { open: ['open', 'received', 'lapsed'], reminded: ['reminded', 'received', 'lapsed'], overdue: ['overdue', 'received', 'lapsed'] }, permission: null },
} as const satisfies Record<string, Move>;
export type ObligationMove = keyof typeof obligationMoves;

/** Where a move can lead from a state; empty: it is not allowed there. */
export const leadsTo = (move: ObligationMove, from: ObligationState): readonly ObligationState[] => (obligationMoves[move].leads as Move['leads'])[from] ?? [];

/** What people can do about a duty now, if their permissions allow it. */
export const movesFor = ({ state, waiver }: { readonly state: ObligationState; readonly waiver: { readonly state: string } | null }): ObligationMove[] => {
  const asked = waiver?.state === 'requested';
  const wanted: Readonly<Partial<Record<ObligationMove, boolean>>> = { explain: !asked, approve_waiver: asked, reject_waiver: asked };
  return (Object.keys(obligationMoves) as ObligationMove[]).filter((move) => obligationMoves[move].permission !== null && leadsTo(move, state).length > 0 && (wanted[move] ?? true));
};
