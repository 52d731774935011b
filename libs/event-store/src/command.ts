import type { Permission, Principal } from '@aftercare/auth';
import { branchesFor } from '@aftercare/auth';
import { NotFound, RuleViolation } from '@aftercare/kernel';
import type { Database } from './database';
import { IdempotencyKeyMissing, IdempotencyMismatch, RequestInProgress, sqlState } from './errors';
import { statement } from './statement';
import type { Tx } from './tx';
import type { TxContext } from './tx-context';

/** A request to change something: who asks, with which right, and what makes a repetition of it recognisable. */
export interface Command {
  readonly principal: Principal;
  readonly permission: Permission;
  /** The caller's `Idempotency-Key`; the same key gives the first answer again. */
  readonly idempotencyKey: string | null;
  /** The route's template, e.g. `POST /tickets/:id/close`; also the audit's word for the action. */
  readonly route: string;
  readonly bodyHash: string;
  /** The version the caller has seen (`If-Match`), or `null` when he does not care. */
  readonly version: number | null;
  readonly correlationId: string;
  readonly causationId?: string | null;
  readonly traceparent?: string | null;
}

/** What a command leaves behind: its answer, and what the audit names. */
export interface Outcome<T> {
  readonly answer: T;
  readonly subject: string;
  readonly branchId: string | null;
  /** Why somebody did it, where he has to say so. */
  readonly reason?: string;
}

/** How long a command waits for a row that another one holds, its twin included. */
export const lockTimeoutMs = 2_000;

const claim = statement(
  'idempotency-claim',
  'INSERT INTO idempotency (client, key, route, body_hash) VALUES ($1, $2, $3, $4) ON CONFLICT (client, key) DO NOTHING RETURNING key',
);
const recall = statement('idempotency-recall', 'SELECT route, body_hash, answer FROM idempotency WHERE client = $1 AND key = $2');
const record = statement(
  'command-record',
  `WITH answered AS (UPDATE idempotency SET answer = $8 WHERE client = $1 AND key = $7)
   INSERT INTO audit (actor, action, subject, branch_id, outcome, correlation_id, reason) VALUES ($1, $2, $3, $4, $5, $6, $9)`,
);
const refuse = statement(
  'command-refused',
  'INSERT INTO audit (actor, action, subject, branch_id, outcome, code, correlation_id) VALUES ($1, $2, NULL, NULL, $3, $4, $5)',
);

/**
 * Runs a command once: claims its key, does `work`, stores the answer and one audit row, all in one transaction. A repetition
 * gets the stored answer and `work` does not run. A refusal is not stored, so it is decided anew next time; its audit row is
 * written after the rollback. Throws `IdempotencyKeyMissing`, `IdempotencyMismatch`, `RequestInProgress`, or what `work` throws.
 */
export const runCommand = async <T>(database: Database, command: Command, work: (tx: Tx) => Promise<Outcome<T>>): Promise<T> => {
  const { principal } = command;
  const key = keyOf(command);
  const context: TxContext = {
    principal,
    branches: branchesFor(principal, command.permission),
    correlationId: command.correlationId,
    causationId: command.causationId ?? null,
    traceparent: command.traceparent ?? null,
    lockTimeoutMs,
  };
  try {
    return await database.withTx(context, async (tx) => {
      const first = await repeated<T>(tx, command, key);
      if (first) return first.answer;
      const { answer, subject, branchId, reason = null } = await work(tx);
      await tx.query(record, [principal.subject, command.route, subject, branchId, 'done', command.correlationId, key, JSON.stringify({ answer }), reason]);
      return answer;
    });
  } catch (error) {
    await auditRefusal(database, command, error);
    throw error;
  }
};

/** Its idempotency key; `IdempotencyKeyMissing` where it came without one. */
export const keyOf = ({ idempotencyKey }: Command): string => {
  if (idempotencyKey === null) throw new IdempotencyKeyMissing();
  return idempotencyKey;
};

/** Writes the audit row of a command that was refused and undone; nothing for a failure. */
export const auditRefusal = async (database: Database, { principal, route, correlationId }: Command, error: unknown): Promise<void> => {
  const refused = refusalOf(error);
  if (refused) await database.withTx({ principal, branches: [], lockTimeoutMs }, (tx) => tx.query(refuse, [principal.subject, route, refused.outcome, refused.code, correlationId]));
};

/** The stored first answer when this key has been used before; `null` when the key is now claimed by this transaction. */
const repeated = async <T>(tx: Tx, command: Command, key: string): Promise<{ answer: T } | null> => {
  const client = command.principal.subject;
  try {
    const claimed = await tx.query(claim, [client, key, command.route, command.bodyHash]);
    if (claimed.length > 0) return null;
  } catch (error) {
    if (sqlState(error) === '55P03') throw new RequestInProgress();
    throw error;
  }
  const [row] = await tx.query<{ route: string; body_hash: string; answer: { answer: T } | null }>(recall, [client, key]);
  if (!row?.answer) throw new RequestInProgress();
  if (row.route !== command.route || row.body_hash !== command.bodyHash) throw new IdempotencyMismatch(key);
  return row.answer;
};

export const refusalOf = (error: unknown): { outcome: string; code: string } | null => {
  if (error instanceof RuleViolation) return { outcome: 'refused', code: error.code };
  if (error instanceof NotFound) return { outcome: 'not-found', code: `${error.what}.not-found` };
  return null;
};
