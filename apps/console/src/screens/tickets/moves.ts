import type {
  CancelTicketBody, CloseTicketBody, CompleteIntakeBody, MergeTicketBody, OfferHandOverBody, PutTicketOnHoldBody, ReclassifyTicketBody, ReopenTicketBody, ReplyToSenderBody, ResolveTicketBody, SplitTicketBody, TicketInFull,
} from '../../api/generated/tickets/types.gen';
import type { TextKey } from '../../texts/texts';

export type MoveName = TicketInFull['can'][number];

/** How a field of a move is asked for. */
export type MoveField = { readonly required: boolean } & (
  | { readonly as: 'text'; readonly hint?: TextKey }
  | { readonly as: 'choice'; readonly of: string; readonly values: readonly string[] }
  | { readonly as: 'serial' | 'fault' | 'colleague' | 'ticket' | 'lines' }
);

interface MoveForm {
  /** The route's last part. */
  readonly command: string;
  /** In the order in which they are asked for; without any a press is enough. */
  readonly fields: Readonly<Record<string, MoveField>>;
}

/** Every field that a body has, and no other. */
const form = <Body extends object>(command: string, fields: { readonly [Name in keyof Body]-?: MoveField }): MoveForm => ({ command, fields });
const text = (hint?: TextKey): MoveField => ({ as: 'text', required: true, ...(hint ? { hint } : {}) });
const choice = (of: string, ...values: readonly string[]): MoveField => ({ as: 'choice', required: true, of, values });
const types: readonly TicketInFull['type'][] = ['complaint', 'repair', 'inquiry', 'suggestion', 'parts', 'return', 'staff_conduct', 'call'];

/** What a person can do with a ticket, in the order in which it is usually done. What the service does by itself is not in it. */
export const moveForms: Readonly<Partial<Record<MoveName, MoveForm>>> = {
  take_up: form('take-up', {}),
  accept_hand_over: form('hand-over/accept', {}),
  complete_intake: form<CompleteIntakeBody>('intake', {
    serial: { as: 'serial', required: false },
    fault: { as: 'fault', required: false },
    realCause: text('field.realCause.hint'),
    wantedResult: text('field.wantedResult.hint'),
    urgency: choice('priority', 'low', 'normal', 'high', 'urgent'),
    impact: choice('impact', 'low', 'normal', 'high'),
  }),
  resume: form('resume', {}),
  reply: form<ReplyToSenderBody>('reply', { kind: choice('reply', 'progress', 'explanation', 'outcome', 'thanks', 'apology'), words: { ...text('field.words.customer'), required: false } }),
  resolve: form<ResolveTicketBody>('resolve', { outcome: text('field.words.customer'), evidence: { as: 'lines', required: true } }),
  close: form<CloseTicketBody>('close', { confirmation: { ...text('field.confirmation.hint'), required: false } }),
  put_on_hold: form<PutTicketOnHoldBody>('hold', { waitingFor: choice('waitingFor', 'customer', 'parts', 'dealer', 'third_party') }),
  reopen: form<ReopenTicketBody>('reopen', { words: text('field.words.objection') }),
  offer_hand_over: form<OfferHandOverBody>('hand-over', { to: { as: 'colleague', required: true } }),
  decline_hand_over: form('hand-over/decline', {}),
  reclassify: form<ReclassifyTicketBody>('reclassify', { kind: choice('type', ...types), words: text('field.words.why') }),
  split: form<SplitTicketBody>('split', { kind: choice('type', ...types) }),
  merge: form<MergeTicketBody>('merge', { into: { as: 'ticket', required: true } }),
  cancel: form<CancelTicketBody>('cancel', { reason: choice('cancel', 'withdrawn', 'mistake', 'out_of_scope'), words: text('field.words.why') }),
};

/** What comes next as a rule, the first one that is possible. */
const usual = ({ intakeNoteId }: Pick<TicketInFull, 'intakeNoteId'>): readonly MoveName[] => ['accept_hand_over', 'take_up', 'resume', intakeNoteId === null ? 'complete_intake' : 'resolve', 'close', 'resolve', 'reply'];

/** Those of the moves that this ticket allows to this person, the next one first. */
export const movesOf = (ticket: Pick<TicketInFull, 'can' | 'intakeNoteId'>): MoveName[] => {
  const possible = (Object.keys(moveForms) as MoveName[]).filter((move) => ticket.can.includes(move));
  return [...new Set([...usual(ticket).filter((move) => possible.includes(move)).slice(0, 1), ...possible])];
};

/** Nothing has to be said for it. */
export const isDirect = (move: MoveName): boolean => Object.keys(moveForms[move]?.fields ?? {}).length === 0;
