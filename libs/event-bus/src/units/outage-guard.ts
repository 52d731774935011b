export interface OutageLimits {
  /** Fewer failing keys than this prove nothing. */
  readonly keys: number;
  /** Outcomes older than this are forgotten. */
  readonly windowMs: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

/**
 * Tells events that are broken from a handler that is: when most of the keys that were tried of late have failed, the fault lies with
 * none of them, and parking them one by one would only make work. Then the unit pauses, and afterwards one chunk is a trial.
 */
export class OutageGuard {
  /** The newest outcome of the keys that were tried last, oldest first. */
  #outcomes = new Map<string, { readonly failed: boolean; readonly at: number }>();
  #pauseMs = 0;
  #until = 0;

  constructor(private readonly limits: OutageLimits) {}

  /** How long the unit still pauses, in ms. */
  resting(now: number): number {
    return Math.max(0, this.#until - now);
  }

  /** The pause, or the trial after it, has not ended well yet. */
  get paused(): boolean {
    return this.#pauseMs > 0;
  }

  succeeded(keys: readonly string[], now: number): void {
    for (const key of keys.slice(-this.#memory)) this.#remember(key, false, now);
  }

  /** A key's event fails alone. True: nothing is to be parked now, for a pause has just begun or a trial is on. */
  failed(key: string, now: number): boolean {
    this.#remember(key, true, now);
    if (this.paused) return true;
    const { failures, tries } = this.#count(now);
    if (tries < this.limits.keys || failures * 2 <= tries) return false;
    this.#pause(this.limits.firstPauseMs, now);
    return true;
  }

  /** After a pause: what was tried in it decides whether work goes on or the pause begins again, twice as long. */
  conclude(now: number): void {
    if (!this.paused || this.#outcomes.size === 0) return;
    const { failures, tries } = this.#count(now);
    const { keys, longestPauseMs } = this.limits;
    // A few keys that fail even after the longest pause prove no outage: they may be all there is, and must not wait for ever.
    const unproven = this.#pauseMs >= longestPauseMs && failures < keys;
    if (failures * 2 > tries && !unproven) return this.#pause(Math.min(this.#pauseMs * 2, longestPauseMs), now);
    this.#outcomes = new Map();
    this.#pauseMs = 0;
  }

  get #memory(): number {
    return this.limits.keys * 2;
  }

  #pause(ms: number, now: number): void {
    this.#pauseMs = ms;
    this.#until = now + ms;
    this.#outcomes = new Map();
  }

  #remember(key: string, failed: boolean, at: number): void {
    this.#outcomes.delete(key);
    this.#outcomes.set(key, { failed, at });
    if (this.#outcomes.size > this.#memory) this.#outcomes.delete(this.#outcomes.keys().next().value as string);
  }

  #count(now: number): { failures: number; tries: number } {
    const recent = [...this.#outcomes.values()].filter(({ at }) => now - at <= this.limits.windowMs);
    return { failures: recent.filter(({ failed }) => failed).length, tries: recent.length };
  }
}
