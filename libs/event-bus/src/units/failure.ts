import { sqlState } from '@aftercare/event-store';
import { NotFound, RuleViolation } from '@aftercare/kernel';
import type { Failure } from '../event-store';
import { reasonOf } from '../logger';

interface DatabaseError {
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
}

/** Why an event that a handler refused is put aside. What the database says can quote values, so only names are taken from it. */
export const failureOf = (error: unknown): Failure => {
  const stack = framesOf(error);
  if (error instanceof NotFound) {
    return { errorClass: 'not-found', errorCode: `${error.what}.not-found`, message: `${error.what} does not exist, or not in the event's branch`, stack };
  }
  if (error instanceof RuleViolation) return { errorClass: 'handler', errorCode: error.code, message: error.code, stack };
  const state = sqlState(error);
  if (state === undefined) return { errorClass: 'handler', errorCode: null, message: reasonOf(error), stack };
  const { table, column, constraint } = ((error as { driverError?: DatabaseError }).driverError ?? error) as DatabaseError;
  const place = [table, column, constraint].filter((name) => name !== undefined).join(' ');
  return { errorClass: 'handler', errorCode: state, message: `the database refused a statement${place === '' ? '' : `: ${place}`}`, stack };
};

/** Only the frames: the lines before them repeat the message. */
const framesOf = (error: unknown): string | null => {
  const lines = (error instanceof Error ? (error.stack ?? '') : '').split('\n').filter((line) => /^\s+at /.test(line));
  return lines.length > 0 ? lines.join('\n') : null;
};

/** Why an event waits whose turn has not come: for one that is parked as well, or for one that nobody has seen. */
export const behind = (waitsFor: number, missing: boolean): Failure => ({
  errorClass: missing ? 'gap' : 'behind', errorCode: null, message: `waits for sequence ${waitsFor} of its key${missing ? ', which is missing' : ''}`, stack: null,
});

/** Why an event is put aside whose place another one has taken. */
export const forkedHistory = (sequence: number): Failure => ({
  errorClass: 'forked-history', errorCode: null, message: `another event was seen here as sequence ${sequence} of its key: the database of its service, or this one, has been set back`, stack: null,
});
