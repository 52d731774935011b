import type { Branches, Principal } from '@aftercare/auth';

/** What events are a consequence of. */
export interface Cause {
  readonly correlationId?: string;
  readonly causationId?: string | null;
  readonly traceparent?: string | null;
}

/** On whose behalf a transaction runs, which branches' rows it sees, and what its events are a consequence of. */
export interface TxContext extends Cause {
  readonly principal: Principal;
  /** Rows of these branches exist for the transaction; `'*'` is every branch, an empty list is none. */
  readonly branches: Branches;
  /** Nothing may be written. */
  readonly readOnly?: boolean;
  /** Longest wait for a row lock; without it the database's own limits hold. */
  readonly lockTimeoutMs?: number;
}
