/** One wrong field of a request: where it stands, the rule it breaks, and words for the sender. */
export interface FieldError {
  /** JSON pointer into the body, or `/name` of a query or path parameter. */
  readonly field: string;
  readonly rule: string;
  readonly message: { readonly zh: string; readonly en: string };
}

/** Said no to before any feature runs: by the chassis, or by the gateway. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly params: Readonly<Record<string, string | number>> = {},
    readonly errors: readonly FieldError[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(code);
    this.name = 'Refusal';
  }
}

/** A field of the request is wrong by what only the service knows; the same answer as for a field of the wrong form. */
export const wrongField = (field: string, rule: string, message: FieldError['message']): Error => new Refusal(400, 'request.invalid', {}, [{ field, rule, message }]);
