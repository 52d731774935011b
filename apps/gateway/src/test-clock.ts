import type { ClockState } from '@aftercare/chassis';
import { Unavailable } from '@aftercare/kernel';
import { BadRequestException } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { serviceNames, type Services } from './services';

/** Business time of the whole system, for tests. */
export interface SystemClock {
  readonly now: string;
  /** When the next timer of any service is due. */
  readonly nextTimerAt: string | null;
  /** Nothing is under way: no timer is due, no event waits to be published, and every unit has read all there is. */
  readonly quiet: boolean;
}

type OnTheWire = Omit<ClockState, 'now' | 'nextTimerAt'> & { readonly now: string; readonly nextTimerAt: string | null };

/**
 * `GET /test/clock`, and `PUT /test/clock { now }`, which moves business time forward to that instant in every service; an instant
 * that has passed changes nothing. For the test profile only: in no other are there such routes.
 */
export function serveSystemClock(http: FastifyInstance, services: Services): void {
  http.get('/test/clock', async () => clockOf(await states(services)));
  http.put('/test/clock', async (request) => {
    const { now } = (request.body ?? {}) as { now?: unknown };
    const instant = typeof now === 'string' && /Z$/.test(now) ? Date.parse(now) : NaN;
    if (Number.isNaN(instant)) throw new BadRequestException();
    // One number for all of them: their clocks agree to the millisecond.
    const ahead = Math.max(instant - Date.now(), ...(await states(services)).map(({ aheadMs }) => Math.round(aheadMs)));
    return clockOf(await states(services, { aheadMs: ahead }));
  });
}

const states = (services: Services, put?: { readonly aheadMs: number }): Promise<OnTheWire[]> =>
  Promise.all(serviceNames.map((name) => services.urlOf(name)).filter((url) => url !== undefined).map((url) => stateOf(`${url}/test/clock`, put)));

const stateOf = async (url: string, put?: object): Promise<OnTheWire> => {
  const signal = AbortSignal.timeout(10_000);
  const answer = await fetch(url, put ? { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(put), signal } : { signal }).catch((cause: unknown) => {
    throw new Unavailable('service.unavailable', 1, { cause });
  });
  if (!answer.ok) throw new Unavailable('service.unavailable', 1, { cause: new Error(`${url} answers ${answer.status}`) });
  return (await answer.json()) as OnTheWire;
};

/** Of several services: the clock that is behind, the timer that comes first. */
export const clockOf = (all: readonly OnTheWire[]): SystemClock => ({
  now: all.map(({ now }) => now).sort()[0] ?? new Date().toISOString(),
  nextTimerAt: all.flatMap(({ nextTimerAt }) => nextTimerAt ?? []).sort()[0] ?? null,
  quiet: all.every(({ dueTimers, outbox }) => dueTimers + outbox === 0) && !lags(all),
});

/** Whether a unit of any service has not read yet what another one has published, by the offsets that both keep. */
const lags = (all: readonly OnTheWire[]): boolean => {
  const published = new Map(all.flatMap((one) => one.published).map(({ topic, part, offset }) => [`${topic} ${part}`, BigInt(offset)]));
  return all.flatMap((one) => one.positions).some(({ topic, part, next }) => BigInt(next) <= (published.get(`${topic} ${part}`) ?? -1n));
};
