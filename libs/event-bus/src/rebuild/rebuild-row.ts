import { statement, type Tx } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';

/** What came of one table of a projection. */
export interface RebuiltTable {
  readonly table: string;
  /** Rows in use until then, and rows made anew. */
  readonly before: number;
  readonly after: number;
  /** Rows that only one of them has, or that are not the same in both. */
  readonly differing: number;
  /** At most five of those, as they were and as they are now; `null` = there is no such row. */
  readonly examples: readonly { readonly before: Readonly<Record<string, unknown>> | null; readonly after: Readonly<Record<string, unknown>> | null }[];
}

export type RebuildEnd = 'swapped' | 'differs' | 'failed';

/** A rebuild that has begun. */
export interface RebuildRun {
  readonly run: string;
  readonly projection: string;
}

export interface RebuildRequest {
  readonly projection: string;
  /** Swap even when rows differ: a rebuild is often made because the old ones are wrong. */
  readonly acceptDifference: boolean;
  readonly actor: string;
  readonly reason: string;
  readonly correlationId: string | null;
}

const lock = statement('rebuild-lock', "SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('rebuild')) AS locked");
/** One whose process goes each time may be the cause of it. */
const mostDeaths = 3;
const takeUp = statement(
  'rebuild-take-up',
  `UPDATE rebuild SET deaths = deaths + 1, started_at = NULL, events_read = 0, status = CASE WHEN deaths + 1 < $1 THEN 'requested' ELSE 'broken-off' END,
     ended_at = CASE WHEN deaths + 1 < $1 THEN NULL ELSE clock_timestamp() END,
     message = CASE WHEN deaths + 1 < $1 THEN NULL
       ELSE '连续 ' || $1 || ' 次执行中进程中断，旧视图未变：请查看该服务日志，再执行 ops rebuild / its process ended half-way ' || $1 || ' times in a row, the old view is as it was: look at the log of the service, then run ops rebuild again' END
    WHERE status = 'running'`,
);
const request = statement(
  'rebuild-request',
  `INSERT INTO rebuild AS r (projection, run, status, accept_difference, actor, reason, correlation_id) VALUES ($1, gen_random_uuid(), 'requested', $2, $3, $4, $5)
   ON CONFLICT (projection) DO UPDATE SET run = excluded.run, status = 'requested', accept_difference = excluded.accept_difference, actor = excluded.actor, reason = excluded.reason,
     correlation_id = excluded.correlation_id, requested_at = clock_timestamp(), started_at = NULL, ended_at = NULL, events_read = 0, events_total = 0, tables = '[]', message = NULL, deaths = 0
     WHERE r.status <> 'running'
   RETURNING projection`,
);
const claim = statement(
  'rebuild-claim',
  `UPDATE rebuild SET run = gen_random_uuid(), status = 'running', started_at = clock_timestamp()
    WHERE projection = (SELECT projection FROM rebuild WHERE status = 'requested' AND projection = ANY ($1) ORDER BY requested_at LIMIT 1) RETURNING run, projection`,
);

/**
 * Whether this transaction is the only one in the service that may rebuild, until it ends. Whatever is said to run then does not: its
 * process has ended, or could not say that it began anew.
 */
export const lockRebuilds = async (tx: Tx): Promise<boolean> => {
  const [row] = await tx.query<{ locked: boolean }>(lock);
  return row?.locked === true;
};

/** For the holder of the lock only: what is said to run is asked for once more; after its third death in a row it is broken off. */
const takeUpLeft = (tx: Tx): Promise<unknown> => tx.query(takeUp, [mostDeaths]);

/** Asks for a rebuild, which begins within some seconds in one of the service's processes. Refused while that projection is being rebuilt. */
export const requestRebuild = async (tx: Tx, { projection, acceptDifference, actor, reason, correlationId }: RebuildRequest): Promise<void> => {
  if (await lockRebuilds(tx)) await takeUpLeft(tx);
  const asked = await tx.query(request, [projection, acceptDifference, actor, reason, correlationId]);
  if (asked.length === 0) throw new RuleViolation('ops.rebuild-running', { projection });
};

/** The oldest request for one of these projections, which begins with this transaction; for the holder of the lock only. */
export const claimRebuild = async (tx: Tx, projections: readonly string[]): Promise<RebuildRun | null> => {
  await takeUpLeft(tx);
  const [run] = await tx.query<RebuildRun & object>(claim, [projections]);
  return run ?? null;
};
