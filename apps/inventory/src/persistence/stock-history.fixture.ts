/** What one client asked of one part, and what it was told: begun and ended by one clock. */
export interface Told {
  readonly began: number;
  readonly ended: number;
  /** `promised`: so many of those wanted, maybe none. `free`: a promise was taken back. `gone`: promised pieces have left. */
  readonly what: 'promised' | 'free' | 'gone';
  readonly wanted: number;
  /** With fewer he was content. */
  readonly partial: boolean;
  readonly got: number;
}

/**
 * Whatever in a history could not have been told by one shelf that serves one client after the other: pieces promised that can have been nobody's,
 * and refusals although there must have been enough. Calls that overlap may have come in either order.
 */
export const contradictions = (history: readonly Told[], pieces: number): string[] => {
  const promised = history.filter(({ what, got }) => what === 'promised' && got > 0);
  const freed = history.filter(({ what }) => what === 'free');
  const [promisedBegan, promisedEnded, freedBegan, freedEnded] = [until(promised, 'began'), until(promised, 'ended'), until(freed, 'began'), until(freed, 'ended')];
  return history.filter(({ what }) => what === 'promised').flatMap((told) => {
    const { began, ended, wanted, partial, got } = told;
    const most = pieces - promisedEnded(began) + freedBegan(ended);
    if (got > most) return [`${got} promised where at most ${most} can have been free: ${JSON.stringify(told)}`];
    // Its own promise is among those that have begun.
    const least = pieces - promisedBegan(ended) + got + freedEnded(began);
    const enough = partial ? got + 1 : wanted;
    return got < wanted && least >= enough ? [`${got} of ${wanted} promised where at least ${least} were free: ${JSON.stringify(told)}`] : [];
  });
};

/** How many pieces they came to before an instant. */
const until = (some: readonly Told[], at: 'began' | 'ended'): ((instant: number) => number) => {
  const sorted = some.toSorted((one, other) => one[at] - other[at]);
  const sums = [0];
  for (const { got } of sorted) sums.push(sums.at(-1)! + got);
  return (instant) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]![at] < instant) low = middle + 1;
      else high = middle;
    }
    return sums[low]!;
  };
};
