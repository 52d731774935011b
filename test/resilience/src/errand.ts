/** Where an errand stands in the service that asked for it. */
export type ErrandState = 'waiting' | 'granted' | 'refused' | 'unknown' | 'given back';
/** What can come: either answer, in whatever order and however often, and the time-out. */
export type ErrandInput = 'granted' | 'refused' | 'timed out';
/** What the service tells the one that it has asked. */
export type ErrandWord = 'recalled' | 'released';

interface Move {
  readonly to: ErrandState;
  readonly tell?: ErrandWord;
}

/**
 * A process across services. A time-out is a third outcome and no refusal: it recalls the question, and either late answer is taken; only
 * a grant that is known to have been given is given back. Every input is defined in every state, and an answer that repeats or
 * contradicts an earlier one changes nothing.
 */
export const errandMoves: Readonly<Record<ErrandState, Readonly<Record<ErrandInput, Move>>>> = {
  waiting: { granted: { to: 'granted' }, refused: { to: 'refused' }, 'timed out': { to: 'unknown', tell: 'recalled' } },
  granted: { granted: { to: 'granted' }, refused: { to: 'granted' }, 'timed out': { to: 'granted' } },
  refused: { granted: { to: 'refused' }, refused: { to: 'refused' }, 'timed out': { to: 'refused' } },
  unknown: { granted: { to: 'given back', tell: 'released' }, refused: { to: 'refused' }, 'timed out': { to: 'unknown' } },
  'given back': { granted: { to: 'given back' }, refused: { to: 'given back' }, 'timed out': { to: 'given back' } },
};
