import { systemPrincipal } from '@aftercare/auth';
import type { Database } from './database';
import { statement } from './statement';

/** Where a service is in business time, and what it has still to do before time may go on. */
export interface ClockState {
  readonly now: Date;
  /** How far business time is ahead of the clock on the wall. */
  readonly aheadMs: number;
  /** When the next timer is due that is not due yet. */
  readonly nextTimerAt: Date | null;
  /** Timers that are due and have neither fired nor failed; one that a passing trouble keeps back is among them. */
  readonly dueTimers: number;
  /** Events that wait for the relay. */
  readonly outbox: number;
  /** The newest record of each partition that this service has published. */
  readonly published: readonly { readonly topic: string; readonly part: number; readonly offset: string }[];
  /** Where each unit of this service goes on in each partition. */
  readonly positions: readonly { readonly unit: string; readonly topic: string; readonly part: number; readonly next: string }[];
}

const read = statement(
  'clock-state',
  `WITH clock AS MATERIALIZED (SELECT business_now() AS now, extract(epoch FROM ahead)::float8 * 1000 AS "aheadMs" FROM clock_offset)
   SELECT now, "aheadMs",
          (SELECT min(due_at) FROM timer WHERE next_at IS NULL AND due_at > now) AS "nextTimerAt",
          (SELECT count(*)::int FROM timer WHERE attempts = 0 AND due_at <= now) AS "dueTimers",
          (SELECT count(*)::int FROM outbox) AS outbox,
          (SELECT coalesce(json_agg(json_build_object('topic', topic, 'part', part, 'offset', "offset"::text)), '[]') FROM published) AS published,
          (SELECT coalesce(json_agg(json_build_object('unit', unit, 'topic', topic, 'part', part, 'next', next_offset::text)), '[]') FROM consumer_offset) AS positions
     FROM clock`,
);
// Forward only; the table refuses anything else.
const move = statement('clock-move', `UPDATE clock_offset SET ahead = greatest(ahead, make_interval(secs => $1::float8 / 1000))`);

const alone = <T>(database: Database, work: Parameters<typeof database.withTx<T>>[1]): Promise<T> => database.withTx({ principal: systemPrincipal(database.service, []), branches: [] }, work);

export const clockState = async (database: Database): Promise<ClockState> => {
  const [state] = await alone(database, (tx) => tx.query<ClockState>(read));
  if (!state) throw new Error('there is no business clock');
  return state;
};

/** Puts business time `aheadMs` ahead of the clock on the wall, unless it is that far already. For the test profile only. */
export const moveClock = async (database: Database, aheadMs: number): Promise<void> => {
  await alone(database, (tx) => tx.query(move, [aheadMs]));
};
