import type { OutageLimits } from './outage-guard';
import type { UnitName } from './handlers';

/** Events in one transaction. Reactions hold aggregate locks, so theirs are short. */
export const chunkLimit: Readonly<Record<UnitName, number>> = { reactions: 50, views: 1_000 };

/** How patient a unit is; tests of it are less so. */
export interface UnitLimits {
  /** After so long of transient failures, the one event that fails is looked for, so that others go on. */
  readonly isolateAfterMs: number;
  /** An event that keeps failing this long by transient failures, while others succeed, is parked. */
  readonly transientMs: number;
  /** How long a partition rests whose next event failed transiently alone. */
  readonly restMs: number;
  /** Between the retries of a parked event: doubling from the first to the longest. */
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** Retries, after which a parked event is dead. */
  readonly retries: number;
  /** How often it is looked for parked events whose turn has come: when there are some, and when there are none. */
  readonly pollMs: number;
  readonly idlePollMs: number;
  readonly outage: OutageLimits;
}

export const defaultLimits: UnitLimits = {
  isolateAfterMs: 15_000,
  transientMs: 15 * 60_000,
  restMs: 5_000,
  firstRetryMs: 60_000,
  longestRetryMs: 60 * 60_000,
  retries: 8,
  pollMs: 1_000,
  idlePollMs: 5_000,
  outage: { keys: 10, windowMs: 30_000, firstPauseMs: 30_000, longestPauseMs: 5 * 60_000 },
};
