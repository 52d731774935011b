import { statement } from './statement';
import type { Tx } from './tx';

/** What a change of an aggregate means for its timers. There is one of a kind per aggregate: setting it moves an earlier one. */
export type TimerChange =
  | { readonly set: string; readonly dueAt: Date; readonly data?: Readonly<Record<string, unknown>> }
  | { readonly cancel: string };

/** A timer as it is kept. `branchId` is the branch whose rows may be touched when it fires; `null` is every branch. */
export interface TimerToSet {
  readonly kind: string;
  readonly subject: string;
  readonly branchId: string | null;
  readonly dueAt: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

const set = statement(
  'timer-set',
  `INSERT INTO timer (kind, subject, branch_id, due_at, data) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (kind, subject) DO UPDATE SET branch_id = excluded.branch_id, due_at = excluded.due_at, data = excluded.data, attempts = 0, next_at = NULL`,
);
const cancel = statement('timer-cancel', 'DELETE FROM timer WHERE kind = $1 AND subject = $2');
// A timer that stays as it is costs no new row: most changes of an aggregate move none of its timers, or one.
const follow = statement(
  'timers-follow',
  `WITH gone AS (DELETE FROM timer t USING unnest($1::text[], $2::text[]) AS g (kind, subject) WHERE t.kind = g.kind AND t.subject = g.subject)
   INSERT INTO timer AS t (kind, subject, branch_id, due_at, data)
   SELECT kind, subject, branch_id, due_at, data FROM unnest($3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::jsonb[]) AS s (kind, subject, branch_id, due_at, data) ORDER BY subject, kind
   ON CONFLICT (kind, subject) DO UPDATE SET branch_id = excluded.branch_id, due_at = excluded.due_at, data = excluded.data, attempts = 0, next_at = NULL
   WHERE (t.branch_id, t.due_at, t.data, t.attempts, t.next_at) IS DISTINCT FROM (excluded.branch_id, excluded.due_at, excluded.data, 0, NULL)`,
);

// Locked in one order, so that two who wake the same timers cannot wait for each other.
const wake = statement(
  'timer-wake',
  `WITH now AS MATERIALIZED (SELECT business_now() AS at),
        later AS (SELECT kind, subject FROM timer, now WHERE kind = $1 AND branch_id = ANY ($2) AND due_at > now.at ORDER BY subject FOR UPDATE OF timer)
   UPDATE timer t SET due_at = now.at, data = $3, attempts = 0, next_at = NULL FROM later, now WHERE t.kind = later.kind AND t.subject = later.subject`,
);

/** Sets a timer, in place of an earlier one of its kind and subject; it exists when the transaction commits. */
export const setTimer = async (tx: Tx, { kind, subject, branchId, dueAt, data }: TimerToSet): Promise<void> => {
  await tx.query(set, [kind, subject, branchId, dueAt, JSON.stringify(data)]);
};

/** Takes a timer back; nothing happens when there is none. */
export const cancelTimer = async (tx: Tx, kind: string, subject: string): Promise<void> => {
  await tx.query(cancel, [kind, subject]);
};

/** What the changes of one aggregate mean for its timers. */
export interface TimerChanges {
  readonly subject: string;
  readonly branchId: string;
  readonly changes: readonly TimerChange[];
}

/** Sets and takes back timers of some subjects, each of which is named once, in one statement: what is said last of a kind holds. */
export const followTimers = async (tx: Tx, of: readonly TimerChanges[]): Promise<void> => {
  const last = of.flatMap(({ subject, branchId, changes }) => [...new Map(changes.map((change) => ['cancel' in change ? change.cancel : change.set, { subject, branchId, change }])).values()]);
  if (last.length === 0) return;
  const gone = last.flatMap(({ subject, change }) => ('cancel' in change ? [{ subject, kind: change.cancel }] : []));
  const kept = last.flatMap(({ subject, branchId, change }) => ('cancel' in change ? [] : [{ subject, branchId, ...change }]));
  await tx.query(follow, [
    gone.map(({ kind }) => kind), gone.map(({ subject }) => subject),
    kept.map(({ set: kind }) => kind), kept.map(({ subject }) => subject), kept.map(({ branchId }) => branchId), kept.map(({ dueAt }) => dueAt), kept.map(({ data = {} }) => JSON.stringify(data)),
  ]);
};

/** Lets every timer of a kind that waits in these branches fall due now; it finds `data` of who woke it. */
export const wakeTimers = (tx: Tx, kind: string, branches: readonly string[], data: Readonly<Record<string, unknown>>): Promise<unknown> =>
  tx.query(wake, [kind, branches, JSON.stringify(data)]);
