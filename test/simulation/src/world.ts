import { Random } from './random';

interface Coming {
  readonly at: number;
  readonly order: number;
  readonly happen: () => void;
}

/**
 * A world whose time and chance are decided by a seed. Everything that is waited for in it is a coming event; the driver lets one happen,
 * lets all code run that waited for it, and only then takes the next: a run is one thread, and the same for ever.
 */
export class World {
  readonly random: Random;
  /** Virtual milliseconds. */
  now = 0;
  /** So far the clock on the wall has run ahead of `now`: time in which nothing happens is not played. */
  leapt = 0;
  /** How many events have happened. */
  steps = 0;
  /** What happened, one line each; `null` = not written down. */
  readonly trace: string[] | null;
  readonly #heap: Coming[] = [];
  #order = 0;

  constructor(seed: number, { traced = false }: { readonly traced?: boolean } = {}) {
    this.random = new Random(seed);
    this.trace = traced ? [] : null;
  }

  /** Milliseconds since 1970. */
  get wall(): number {
    return 1_800_000_000_000 + this.now + this.leapt;
  }

  tell(line: () => string): void {
    this.trace?.push(`${(this.now / 1_000).toFixed(4).padStart(10)} ${line()}`);
  }

  /** Lets something happen `ms` from now. */
  after(ms: number, happen: () => void): void {
    push(this.#heap, { at: this.now + ms, order: (this.#order += 1), happen });
  }

  /** How long something that crosses the network takes: mostly little. */
  latency(): number {
    const { random } = this;
    return random.often(0.03) ? random.int(20, 800) : 0.2 + random.next() * 3;
  }

  /** Runs until `until` says so, asked each time something has happened, or until the clock shows `bound`. True: `until` said so. */
  run(until: () => boolean, bound: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      let ended = false;
      const end = (told: boolean): void => {
        ended = true;
        resolve(told);
      };
      const step = (): void => {
        if (ended) return;
        try {
          const next = this.#heap[0];
          if (until()) return end(true);
          if (!next || next.at > bound) return end(false);
          pop(this.#heap);
          this.now = next.at;
          this.steps += 1;
          next.happen();
        } catch (error) {
          ended = true;
          reject(error as Error);
        }
      };
      // Between two of them all that waits for a promise runs. Many at a time, since a turn of the event loop costs more than a step.
      const turn = (): void => {
        for (let at = 0; at < 100; at += 1) setImmediate(step);
        setImmediate(() => !ended && turn());
      };
      turn();
    });
  }

  /** Runs by itself, as fast as it can, until the signal aborts: for tests that look at it from outside. */
  async live(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await this.run(() => signal.aborted, Number.POSITIVE_INFINITY);
  }
}

const before = (a: Coming, b: Coming): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

const push = (heap: Coming[], item: Coming): void => {
  let at = heap.push(item) - 1;
  while (at > 0) {
    const up = (at - 1) >> 1;
    if (before(heap[up] as Coming, item)) break;
    heap[at] = heap[up] as Coming;
    at = up;
  }
  heap[at] = item;
};

const pop = (heap: Coming[]): void => {
  const item = heap.pop() as Coming;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let down = at * 2 + 1;
    if (down >= heap.length) break;
    if (down + 1 < heap.length && before(heap[down + 1] as Coming, heap[down] as Coming)) down += 1;
    if (before(item, heap[down] as Coming)) break;
    heap[at] = heap[down] as Coming;
    at = down;
  }
  heap[at] = item;
};
