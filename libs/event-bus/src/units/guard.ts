/** What becomes of an event: it is the next one of its key, it was there before, or one before it is missing. */
export type Verdict = 'apply' | 'duplicate' | 'gap';

export interface Decision {
  /** One verdict per sequence, in the same order. */
  readonly verdicts: readonly Verdict[];
  /** The last sequence that counts as seen afterwards. */
  readonly last: number;
}

/**
 * The sequence guard of one key in one unit. `last` is what has taken effect, `sequences` come in offset order. Sequences are
 * contiguous at the producer, so whatever is not the next one is either a repeat or the sign of a loss.
 */
export const guard = (last: number, sequences: readonly number[]): Decision => {
  let seen = last;
  const verdicts = sequences.map((sequence): Verdict => {
    if (sequence <= seen) return 'duplicate';
    if (sequence > seen + 1) return 'gap';
    seen = sequence;
    return 'apply';
  });
  return { verdicts, last: seen };
};
