import type { KeyState } from '../event-store';

/**
 * What becomes of an event: it is the next one of its key and takes effect; it was there before; it is the next one but cannot take
 * effect, so it is put aside and holds its key; or its turn has not come, so it is put aside behind what it waits for.
 */
export type Verdict = 'apply' | 'duplicate' | 'refuse' | 'behind';

export interface Arrival {
  readonly sequence: number;
  /** It cannot take effect, whatever its turn. */
  readonly refused: boolean;
}

/** Nobody has seen the events from `expected` up to `got`, and the log has gone on without them. */
export interface Gap {
  readonly expected: number;
  readonly got: number;
}

export interface Decision {
  /** One verdict per arrival, in the same order. */
  readonly verdicts: readonly Verdict[];
  /** The last sequence that counts as seen afterwards. */
  readonly last: number;
  readonly gaps: readonly Gap[];
}

/**
 * The sequence guard of one key in one unit; `arrivals` come in offset order. Sequences are contiguous at the producer, so whatever is
 * not the next one is either a repeat or the sign of a loss. Nothing of a key overtakes what is parked of it.
 */
export const guard = (state: Pick<KeyState, 'last' | 'parked'>, arrivals: readonly Arrival[]): Decision => {
  let { last } = state;
  const parked = new Set(state.parked.filter((sequence) => sequence > last));
  let highest = Math.max(last, state.parked.at(-1) ?? 0);
  const gaps: Gap[] = [];
  const verdicts = arrivals.map(({ sequence, refused }): Verdict => {
    if (sequence <= last || parked.has(sequence)) return 'duplicate';
    const next = sequence === last + 1 && parked.size === 0;
    if (sequence > highest + 1) gaps.push({ expected: highest + 1, got: sequence });
    highest = Math.max(highest, sequence);
    if (next && !refused) {
      last = sequence;
      return 'apply';
    }
    parked.add(sequence);
    return next ? 'refuse' : 'behind';
  });
  return { verdicts, last, gaps };
};
