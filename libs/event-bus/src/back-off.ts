import { setTimeout as delay } from 'node:timers/promises';

/** Pauses between tries of something that must succeed in the end: they double from 50 ms to 5 s, each shortened by chance up to half. */
export class BackOff {
  #tries = 0;

  constructor(
    private readonly first = 50,
    private readonly longest = 5_000,
    private readonly random: () => number = Math.random,
  ) {}

  /** The next pause in ms. */
  next(): number {
    const full = Math.min(this.longest, this.first * 2 ** this.#tries);
    if (full < this.longest) this.#tries += 1;
    return full * (1 - this.random() / 2);
  }

  /** It worked: the next trouble starts small again. */
  reset(): void {
    this.#tries = 0;
  }
}

/** Waits until `work` has ended, but no longer than `ms`; it goes on by itself then. */
export const atMost = async (ms: number, work: Promise<unknown>): Promise<void> => {
  const over = new AbortController();
  try {
    await Promise.race([work, pause(ms, over.signal)]);
  } finally {
    over.abort();
  }
};

/** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
export const pause = async (ms: number, signal?: AbortSignal): Promise<void> => {
  await delay(ms, undefined, { signal }).catch(() => undefined);
};
