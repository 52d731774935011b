import type { KeyState, Reached } from '../event-store';

/**
 * What becomes of an event: it is the next one of its key and takes effect; it was there before; it is the next one but cannot take
 * effect, so it is put aside and holds its key; its turn has not come, so it is put aside behind what it waits for; or another event was
 * seen in its place, so that one of the two belongs to a history that its service has forgotten: it is put aside, and its key is held.
 */
export type Verdict = 'apply' | 'duplicate' | 'refuse' | 'behind' | 'forked';

export interface Arrival {
  readonly sequence: number;
  readonly eventId: string;
  /** It cannot take effect, whatever its turn. */
  readonly refused: boolean;
}

/** Nobody has seen the events from `expected` up to `got`, and the log has gone on without them. */
export interface Gap {
  readonly expected: number;
  readonly got: number;
}

export interface Decision extends Reached {
  /** One verdict per arrival, in the same order. */
  readonly verdicts: readonly Verdict[];
  readonly gaps: readonly Gap[];
}

/** More than clocks of one service's machines differ; less than it takes to set a database back. */
const clockToleranceMs = 60_000;

/**
 * The sequence guard of one key in one unit; `arrivals` come in offset order. Sequences are contiguous at the producer, so whatever is
 * not the next one is either a repeat or the sign of a loss. Nothing of a key overtakes what is parked of it.
 *
 * A repeat is known by its sequence alone, but a service whose database was set back without this one gives its sequences a second time.
 * So the event in the place of the last one must be that event; and one in an earlier place, whose id is not kept, must not be younger.
 */
export const guard = (state: Omit<KeyState, 'topic' | 'key'>, arrivals: readonly Arrival[]): Decision => {
  let { last, lastEventId, forked } = state;
  const parked = new Map(state.parked.filter(({ sequence }) => sequence > last).map(({ sequence, eventId }) => [sequence, eventId]));
  let highest = Math.max(last, state.parked.at(-1)?.sequence ?? 0);
  const gaps: Gap[] = [];
  const verdicts = arrivals.map(({ sequence, eventId, refused }): Verdict => {
    const waiting = parked.get(sequence);
    if (sequence <= last || waiting !== undefined) {
      const known = waiting ?? lastEventId;
      const same = known === null || known === eventId || (sequence < last && !isYounger(eventId, known));
      forked ||= !same;
      return same ? 'duplicate' : 'forked';
    }
    const next = sequence === last + 1 && parked.size === 0 && !forked;
    if (sequence > highest + 1) gaps.push({ expected: highest + 1, got: sequence });
    highest = Math.max(highest, sequence);
    if (next && !refused) {
      last = sequence;
      lastEventId = eventId;
      return 'apply';
    }
    parked.set(sequence, eventId);
    return next ? 'refuse' : 'behind';
  });
  return { verdicts, last, lastEventId, gaps };
};

/** An id of version 7 begins with the time when it was made; of others nothing is known. */
const isYounger = (one: string, other: string): boolean => madeAt(one) > madeAt(other) + clockToleranceMs;
const madeAt = (id: string): number => (id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : Number.NaN);
