import type { UnitLimits } from './limits';

interface Place {
  readonly topic: string;
  readonly partition: number;
}

interface Stuck {
  readonly offset: bigint;
  /** It has failed and others have succeeded, in turns, all the time since. */
  readonly since: number;
  readonly triedAt: number;
}

/** Partitions whose next event fails alone by something that should pass. Each rests between two tries, so that others flow. */
export class StuckPartitions {
  readonly #stuck = new Map<string, Stuck>();
  #succeededAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly limits: Pick<UnitLimits, 'restMs' | 'transientMs'>) {}

  get any(): boolean {
    return this.#stuck.size > 0;
  }

  has(place: Place, offset: bigint): boolean {
    return this.#stuck.get(nameOf(place))?.offset === offset;
  }

  rests(place: Place, offset: bigint, now: number): boolean {
    const stuck = this.#stuck.get(nameOf(place));
    return stuck?.offset === offset && now - stuck.triedAt < this.limits.restMs;
  }

  /** It has failed once more. True: for so long, while others succeeded, that the event itself must be to blame. */
  failed(place: Place, offset: bigint, now: number): boolean {
    const before = this.#stuck.get(nameOf(place));
    const since = before?.offset === offset && this.#succeededAt > before.triedAt ? before.since : now;
    this.#stuck.set(nameOf(place), { offset, since, triedAt: now });
    return now - since >= this.limits.transientMs;
  }

  /** Some transaction was committed. */
  succeeded(now: number): void {
    this.#succeededAt = now;
  }

  /** The partition has moved on, or is another member's. */
  forget(place: Place): void {
    this.#stuck.delete(nameOf(place));
  }
}

const nameOf = ({ topic, partition }: Place): string => `${topic}|${partition}`;
