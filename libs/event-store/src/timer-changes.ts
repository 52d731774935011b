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

/** Lets every timer of a kind that waits in these branches fall due now; it finds `data` of who woke it. */
export const wakeTimers = (tx: Tx, kind: string, branches: readonly string[], data: Readonly<Record<string, unknown>>): Promise<unknown> =>
  tx.query(wake, [kind, branches, JSON.stringify(data)]);
