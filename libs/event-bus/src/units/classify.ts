import { sqlState } from '@aftercare/event-store';
import { Unavailable } from '@aftercare/kernel';
import { UnitStopped } from './stopped';

/**
 * What a failure means for the events it met. `transient`: it passes by itself. `deployment`: this version and this database do not
 * belong together, no event is to blame. `poison`: it would fail again, so the event is put aside.
 */
export type Trouble = 'transient' | 'deployment' | 'poison';

/** Serialization and deadlock, connection, shutdown, cancelled, lock not available, timeouts of sessions and transactions, resources. */
const passing = /^(40001|40P01|08...|57P0.|57014|55P03|25P0.|53...)$/;
/** Table, column, right: what migrations bring. */
const misplaced = new Set(['42P01', '42703', '42501']);
const network = new Set(['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN']);
/** What the driver says without a code when the connection ends under it. */
const broken = /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout)/;

interface Telling {
  readonly code?: unknown;
  readonly routine?: unknown;
  readonly message?: unknown;
  readonly status?: unknown;
  readonly driverError?: Telling;
  readonly errors?: readonly unknown[];
  readonly cause?: unknown;
}

/** Judges by SQLSTATE, by the kind of error, and by what an error says was its cause. */
export const classify = (error: unknown): Trouble => {
  if (typeof error !== 'object' || error === null) return 'poison';
  if (error instanceof UnitStopped) return 'deployment';
  if (error instanceof Unavailable) return 'transient';
  const { code, routine, message, status, driverError, errors, cause } = error as Telling;
  if (typeof code === 'string' && network.has(code)) return 'transient';
  if (typeof message === 'string' && broken.test(message)) return 'transient';
  if (typeof status === 'number' && (status === 429 || status >= 500)) return 'transient';
  const state = sqlState(error) ?? '';
  if (passing.test(state)) return 'transient';
  // The branch wall answers with the state of a missing right, but there the row is wrong and not the deployment.
  if (misplaced.has(state)) return (driverError?.routine ?? routine) === 'ExecWithCheckOptions' ? 'poison' : 'deployment';
  // A sealed transaction hides what sealed it; a connection that was tried at several addresses hides each failure.
  return classify(errors?.[0] ?? driverError ?? cause);
};
