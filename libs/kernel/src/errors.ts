/**
 * A rule of the business said no. `code` is `<entity>.<rule>`, the same word in the problem document, the test and the
 * console's texts; `params` fill the placeholders of those texts. Answered as 409; nothing has changed.
 */
export class RuleViolation extends Error {
  constructor(
    readonly code: string,
    readonly params: Readonly<Record<string, string | number>> = {},
  ) {
    super(code);
    this.name = 'RuleViolation';
  }
}

/** There is no such thing, or the caller may not see it: the two look alike on purpose. Answered as 404. */
export class NotFound extends Error {
  constructor(readonly what: string) {
    super(`${what} not found`);
    this.name = 'NotFound';
  }
}

/** Something that the request needs is away for the moment; the same request may succeed later. Answered as 503. */
export class Unavailable extends Error {
  constructor(
    readonly code: string,
    readonly retryAfterSeconds: number,
    options?: { cause?: unknown },
  ) {
    super(code, options);
    this.name = 'Unavailable';
  }
}
