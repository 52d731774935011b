import type { ParkedRecord } from '../event-store';

/**
 * What of a key may be tried now: from the start of its parked records (in order, all beyond `last`) the next one, unless it is dead or
 * has still to wait, and what follows it without a hole.
 */
export const turnOf = <P extends Pick<ParkedRecord, 'sequence' | 'status' | 'nextAt'>>(last: number, parked: readonly P[], now: number): readonly P[] => {
  const [first] = parked;
  if (!first || first.status === 'dead' || (first.nextAt !== null && first.nextAt.getTime() > now)) return [];
  const end = parked.findIndex(({ sequence, status }, at) => sequence !== last + 1 + at || (at > 0 && status !== 'behind'));
  return end < 0 ? parked : parked.slice(0, end);
};
