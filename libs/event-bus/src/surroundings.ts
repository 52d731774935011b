import { setImmediate as soon } from 'node:timers/promises';
import { pause } from './back-off';
import type { Surroundings } from './event-store';

/** The process as it is. Its clock counts from 1970 but does not follow corrections of the machine's clock. */
export const realSurroundings: Surroundings = {
  now: () => performance.timeOrigin + performance.now(),
  pause: (ms, signal) => (ms === 0 ? soon() : pause(ms, signal)),
  chance: Math.random,
};
