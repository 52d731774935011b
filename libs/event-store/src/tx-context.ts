import type { Branches, Principal } from '@aftercare/auth';

/** On whose behalf a transaction runs, which branches' rows it sees, and what its events are a consequence of. */
export interface TxContext {
  readonly principal: Principal;
  /** Rows of these branches exist for the transaction; `'*'` is every branch, an empty list is none. */
  readonly branches: Branches;
  readonly correlationId?: string;
  readonly causationId?: string | null;
  readonly traceparent?: string | null;
  /** `false`: COMMIT may return before the disk has it. Only for projections, which can be rebuilt. */
  readonly durable?: boolean;
  /** Longest wait for a row lock; without it the database's own limits hold. */
  readonly lockTimeoutMs?: number;
}
