/** The caller's `If-Match` names a version that is no longer the newest one. Answered as 412; nothing has changed. */
export class VersionMismatch extends Error {
  constructor(
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`version ${expected} was expected, ${actual} is stored`);
    this.name = 'VersionMismatch';
  }
}

/** The same `Idempotency-Key` came with another body or for another route. Answered as 422; nothing has changed. */
export class IdempotencyMismatch extends Error {
  constructor(readonly key: string) {
    super('this Idempotency-Key was used for another request');
    this.name = 'IdempotencyMismatch';
  }
}

/** A command came without `Idempotency-Key`. Answered as 400; nothing has changed. */
export class IdempotencyKeyMissing extends Error {
  constructor() {
    super('a command needs an Idempotency-Key');
    this.name = 'IdempotencyKeyMissing';
  }
}

/** The first request with this `Idempotency-Key` is still running. Answered as 409 with `Retry-After`. */
export class RequestInProgress extends Error {
  readonly retryAfterSeconds = 1;
  constructor() {
    super('the first request with this Idempotency-Key is still running');
    this.name = 'RequestInProgress';
  }
}

/** A statement was tried on a transaction that had failed or ended: the one thing that keeps a rolled-back transaction rolled back. */
export class TxSealed extends Error {
  constructor(options?: { cause?: unknown }) {
    super('the transaction has ended or failed: no further statement runs on it', options);
    this.name = 'TxSealed';
  }
}

/** Two statements were in flight on one transaction (a `Promise.all`, or a promise nobody awaited). A defect of the caller. */
export class TxBusy extends Error {
  constructor() {
    super('a second statement was started on a transaction while the first one is in flight: await them one by one');
    this.name = 'TxBusy';
  }
}

/** An event is larger than any consumer has to accept; the caller's transaction fails with it. */
export class EventTooLarge extends Error {
  constructor(
    readonly type: string,
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(`${type}: ${bytes} bytes, at most ${limit} are allowed`);
    this.name = 'EventTooLarge';
  }
}

/** A feed's cursor that was never given out. Answered as 400. */
export class CursorMalformed extends Error {
  constructor() {
    super('this is not a cursor of this feed');
    this.name = 'CursorMalformed';
  }
}

/** A feed's cursor from before the database was restored: changes may be missing after it. Answered as 410; reading begins anew without a cursor. */
export class CursorOutdated extends Error {
  constructor() {
    super('the database has been restored since this cursor was given out');
    this.name = 'CursorOutdated';
  }
}

interface PgError {
  readonly code?: unknown;
  readonly severity?: unknown;
}

/** The SQLSTATE of a database error, also when TypeORM wrapped it; `undefined` for anything else. */
export const sqlState = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, severity } = (error as { driverError?: PgError }).driverError ?? (error as PgError);
  // The server alone tells a severity; without it `EPIPE` would look like a SQLSTATE.
  return typeof code === 'string' && severity !== undefined && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
};
