import { eventually } from './eventually';
import { request } from './request';

interface Clock {
  readonly now: string;
  readonly nextTimerAt: string | null;
}

/** One clock of the test profile: how to read it when nothing is under way, and how to move it. */
export interface MovableClock {
  /** Rejects while something is under way. */
  atRest(): Promise<Clock>;
  moveTo(instant: string): Promise<void>;
}

/**
 * Lets business time run to `instant`, as if one had waited: it stops at every timer that becomes due on the way and goes on when all
 * that follows from it has been done. `within`: ms of real time for each stop.
 */
export const advance = async (clock: MovableClock, instant: Date | string, within = 60_000): Promise<void> => {
  const end = new Date(instant).toISOString();
  for (;;) {
    const { now, nextTimerAt } = await eventually(() => clock.atRest(), { within });
    if (now >= end) return;
    await clock.moveTo(nextTimerAt !== null && nextTimerAt < end ? nextTimerAt : end);
  }
};

/** The clock behind a gateway: that of every service. */
export const systemClock = (gateway: string): MovableClock => {
  const http = request(gateway);
  return {
    atRest: async () => {
      const { status, body } = await http.get<Clock & { readonly quiet: boolean }>('/test/clock');
      if (status !== 200) throw new Error(`GET /test/clock answers ${status}: was the system started with APP_PROFILE=test?`);
      if (!body.quiet) throw new Error('something is still under way');
      return body;
    },
    moveTo: async (now) => {
      const { status } = await http.put('/test/clock', { now });
      if (status !== 200) throw new Error(`PUT /test/clock answers ${status}`);
    },
  };
};

/** The clock of one service without a broker: its events stay where they are, so it rests when no timer is due. */
export const serviceClock = (url: string): MovableClock => {
  const http = request(url);
  return {
    atRest: async () => {
      const { body } = await http.get<Clock & { readonly dueTimers: number }>('/test/clock');
      if (body.dueTimers > 0) throw new Error(`${body.dueTimers} timers are due`);
      return body;
    },
    moveTo: async (now) => {
      const { status } = await http.put('/test/clock', { aheadMs: Math.max(0, Date.parse(now) - Date.now()) });
      if (status !== 200) throw new Error(`PUT /test/clock answers ${status}`);
    },
  };
};
