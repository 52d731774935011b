import { performance } from 'node:perf_hooks';
import { pause } from './back-off';
import type { Surroundings } from './event-store';

/** The process's own clock and chance. */
export const realSurroundings: Surroundings = { now: () => performance.now(), pause, chance: Math.random };
