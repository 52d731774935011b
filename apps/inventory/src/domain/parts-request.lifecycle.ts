/**
 * The life of a parts request as data: the aggregate, the answer to "what can be done next", the documents and the property test all read
 * this table. From `approved` on the state follows from the quantities of the lines, so a move may lead to one of several states.
 */
export const requestStates = [
  'draft', 'submitted', 'in_approval', 'approved', 'partly_approved', 'rejected', 'partly_shipped', 'received_with_discrepancy', 'fulfilled', 'closed', 'cancelled',
] as const;
export type RequestState = (typeof requestStates)[number];

/** Somebody still waits for pieces of it. */
export const awaitedStates: readonly RequestState[] = ['submitted', 'in_approval', 'approved', 'partly_approved', 'partly_shipped'];

interface Move {
  /** Which states it can lead to, from each state in which it is allowed. */
  readonly leads: Readonly<Partial<Record<RequestState, readonly RequestState[]>>>;
  /** The permission without which nobody may even ask; what else is needed, the request knows. */
  readonly permission: `parts:${'request' | 'approve' | 'approve-credit' | 'pick' | 'ship' | 'receive'}`;
}

const decided = ['approved', 'partly_approved', 'rejected'] as const;
/** Pieces are moved about in the house: the request stands as it stood. */
const unchanged = { approved: ['approved'], partly_approved: ['partly_approved'], partly_shipped: ['partly_shipped'], received_with_discrepancy: ['received_with_discrepancy'] } as const;

export const requestMoves = {
  revise: { leads: { draft: ['draft'] }, permission: 'parts:request' },
  submit: { leads: { draft: ['submitted'] }, permission: 'parts:request' },
  answer_substitute: { leads: { submitted: ['submitted'], in_approval: ['in_approval'] }, permission: 'parts:request' },
  decide: { leads: { submitted: [...decided, 'in_approval'], in_approval: [...decided, 'in_approval'] }, permission: 'parts:approve' },
  decide_credit: { leads: { in_approval: decided }, permission: 'parts:approve-credit' },
  promise: { leads: unchanged, permission: 'parts:approve' },
  serve: { leads: unchanged, permission: 'parts:pick' },
  lose: { leads: unchanged, permission: 'parts:pick' },
  pick: { leads: unchanged, permission: 'parts:pick' },
  put_back: { leads: unchanged, permission: 'parts:pick' },
  ship: { leads: { approved: ['partly_shipped'], partly_approved: ['partly_shipped'], partly_shipped: ['partly_shipped'], received_with_discrepancy: ['received_with_discrepancy'] }, permission: 'parts:ship' },
  receive: {
    leads: {
      partly_shipped: ['partly_shipped', 'received_with_discrepancy', 'fulfilled'], received_with_discrepancy: ['received_with_discrepancy'],
      fulfilled: ['fulfilled', 'received_with_discrepancy'], closed: ['closed', 'received_with_discrepancy'],
    },
    permission: 'parts:receive',
  },
  /** A difference between what was sent and what came is settled; others may be open. */
  settle: { leads: { received_with_discrepancy: ['received_with_discrepancy', 'partly_shipped', 'fulfilled'] }, permission: 'parts:receive' },
  reopen: { leads: { partly_shipped: ['approved', 'partly_approved', 'partly_shipped'], received_with_discrepancy: ['received_with_discrepancy'] }, permission: 'parts:ship' },
  cancel: {
    leads: {
      draft: ['cancelled'], submitted: ['cancelled'], in_approval: ['cancelled'], approved: ['cancelled'], partly_approved: ['cancelled'],
      partly_shipped: ['partly_shipped', 'fulfilled'], received_with_discrepancy: ['received_with_discrepancy'],
    },
    permission: 'parts:request',
  },
  close: { leads: { fulfilled: ['closed'] }, permission: 'parts:request' },
} as const satisfies Record<string, Move>;

export type RequestMove = keyof typeof requestMoves;

/** Where a move can lead from a state; empty: it is not allowed there. */
export const leadsTo = (move: RequestMove, from: RequestState): readonly RequestState[] => (requestMoves[move].leads as Move['leads'])[from] ?? [];

/** Moves that pieces make on their way, not a person who looks at the request. */
const ofPieces: readonly RequestMove[] = ['serve', 'lose', 'put_back', 'ship', 'receive', 'settle', 'reopen'];

/** What there is to know of a request to tell what can be done with it. */
export interface Standing {
  readonly state: RequestState;
  readonly lines: readonly { readonly reserved: number; readonly waiting: number; readonly picked: number; readonly substitutes: readonly { readonly answer: string | null }[] }[];
}

/** What people could do with a request now, if their permissions allow it. */
export const movesFor = ({ state, lines }: Standing): RequestMove[] => {
  const wanted: Readonly<Partial<Record<RequestMove, boolean>>> = {
    answer_substitute: lines.some(({ substitutes }) => substitutes.some(({ answer }) => answer === null)),
    promise: lines.some(({ waiting }) => waiting > 0),
    pick: lines.some(({ reserved }) => reserved > 0),
    cancel: lines.every(({ picked }) => picked === 0) && (!(['partly_shipped', 'received_with_discrepancy'] as readonly RequestState[]).includes(state) || lines.some(({ reserved, waiting }) => reserved + waiting > 0)),
  };
  return (Object.keys(requestMoves) as RequestMove[]).filter((move) => !ofPieces.includes(move) && leadsTo(move, state).length > 0 && (wanted[move] ?? true));
};
