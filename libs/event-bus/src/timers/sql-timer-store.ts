import { systemPrincipal, type Branches } from '@aftercare/auth';
import { cancelTimer, setTimer, statement, type Database, type Tx } from '@aftercare/event-store';
import type { Timer, TimersStanding, TimerStore } from '../event-store';
import { realSurroundings } from '../surroundings';

// A timer that is postponed for ever stands at infinity. Failing ones wait in real time: moving the business clock brings no retry nearer.
const dueTimers = statement(
  'timer-due',
  `SELECT kind, subject, branch_id AS "branchId", due_at AS "dueAt", data, attempts FROM timer
    WHERE due_at <= (SELECT business_now()) AND (next_at IS NULL OR next_at <= clock_timestamp()) ORDER BY attempts, due_at LIMIT $1`,
);
const standing = statement(
  'timer-standing',
  `SELECT extract(epoch FROM (SELECT due_at FROM timer WHERE next_at IS NULL ORDER BY due_at LIMIT 1) - business_now())::float8 * 1000 AS "nextInMs",
          (SELECT count(*)::int FROM timer WHERE next_at = 'infinity') AS dead`,
);
// A Date has no microseconds.
const take = statement(
  'timer-take',
  `DELETE FROM timer WHERE kind = $1 AND subject = $2 AND date_trunc('milliseconds', due_at) = $3 AND due_at <= business_now() RETURNING 1`,
);
const postpone = statement(
  'timer-postpone',
  `UPDATE timer SET attempts = $5, next_at = coalesce(clock_timestamp() + $6::float8 * interval '1 ms', 'infinity'::timestamptz)
    WHERE kind = $1 AND subject = $2 AND date_trunc('milliseconds', due_at) = $3 AND attempts = $4`,
);

/** How long a timer waits for its subject's lock; a command that holds it longer is waited for in the next try. */
const lockTimeoutMs = 2_000;

/** A service's timers in its own database. */
export class SqlTimerStore implements TimerStore<Tx> {
  constructor(private readonly database: Database) {}

  transaction<R>(branches: Branches, work: (tx: Tx) => Promise<R>): Promise<R> {
    return this.database.withTx({ principal: systemPrincipal(this.database.service, branches), branches, lockTimeoutMs }, work);
  }

  set(tx: Tx, timer: Omit<Timer, 'attempts'>): Promise<void> {
    return setTimer(tx, timer);
  }

  cancel(tx: Tx, kind: string, subject: string): Promise<void> {
    return cancelTimer(tx, kind, subject);
  }

  due(limit: number): Promise<Timer[]> {
    return this.#alone((tx) => tx.query<Timer>(dueTimers, [limit]));
  }

  async standing(): Promise<TimersStanding> {
    const [row] = await this.#alone((tx) => tx.query<TimersStanding>(standing));
    if (!row) throw new Error('the timers gave no row');
    return row;
  }

  async take(tx: Tx, { kind, subject, dueAt }: Timer): Promise<boolean> {
    return (await tx.query(take, [kind, subject, dueAt])).length > 0;
  }

  async postpone({ kind, subject, dueAt, attempts }: Timer, failed: { readonly attempts: number; readonly nextAt: Date | null }): Promise<void> {
    // This process's clock may be wrong by an hour; how long it is from now is right all the same.
    const waitMs = failed.nextAt === null ? null : failed.nextAt.getTime() - realSurroundings.now();
    await this.#alone((tx) => tx.query(postpone, [kind, subject, dueAt, attempts, failed.attempts, waitMs]));
  }

  #alone<R>(work: (tx: Tx) => Promise<R>): Promise<R> {
    return this.database.withTx({ principal: systemPrincipal(this.database.service, []), branches: [] }, work);
  }
}
