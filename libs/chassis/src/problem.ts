import { HttpException } from '@nestjs/common';
import { CursorMalformed, CursorOutdated, IdempotencyKeyMissing, IdempotencyMismatch, RequestInProgress, VersionMismatch } from '@aftercare/event-store';
import { NotFound, RuleViolation, Unavailable, type Text } from '@aftercare/kernel';
import type { Language } from './language';
import { commonWords, headings } from './problem-words';
import { Refusal, type FieldError } from './refusal';

/** A failure as HTTP sees it, before anybody has chosen a language. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer's body: RFC 9457, media type application/problem+json. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly traceId: string;
  readonly errors?: readonly { readonly field: string; readonly rule: string; readonly message: string }[];
}

/** Another service's refusal, passed on to the caller in that service's words. */
export class ForwardedProblem extends Error {
  constructor(readonly document: ProblemDocument) {
    super(document.type);
    this.name = 'ForwardedProblem';
  }
}

/** Whether an answer of another service is a problem document. */
export const isProblem = (answer: unknown): answer is ProblemDocument => {
  const { type, title, detail, status } = (answer ?? {}) as Record<string, unknown>;
  return [type, title, detail].every((part) => typeof part === 'string') && typeof status === 'number' && status >= 400 && status <= 599;
};

const own = (status: number, code: string, params: Problem['params'] = {}, headers: Problem['headers'] = {}): Problem => ({ status, code, params, headers });

/** Which answer an error becomes. Whatever is not known here is a defect: 500, and nothing of it leaves the service. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return error;
  if (error instanceof RuleViolation) return own(409, error.code, error.params);
  if (error instanceof NotFound) return own(404, `${error.what}.not-found`);
  if (error instanceof Unavailable) return own(503, error.code, {}, { 'Retry-After': String(error.retryAfterSeconds) });
  if (error instanceof VersionMismatch) return own(412, 'version.mismatch', { expected: error.expected, actual: error.actual });
  if (error instanceof IdempotencyMismatch) return own(422, 'idempotency.mismatch');
  if (error instanceof IdempotencyKeyMissing) return own(400, 'idempotency.key-missing');
  if (error instanceof RequestInProgress) return own(409, 'request.in-progress', {}, { 'Retry-After': String(error.retryAfterSeconds) });
  if (error instanceof CursorMalformed) return own(400, 'feed.cursor-malformed');
  if (error instanceof CursorOutdated) return own(410, 'feed.cursor-outdated');
  if (error instanceof ForwardedProblem) return own(error.document.status, error.document.type.replace(/^\/problems\//, ''));
  if (error instanceof HttpException) return own(error.getStatus(), codeOf(error));
  return own(500, 'server.error');
}

const codesOfStatus: Readonly<Record<number, string>> = {
  400: 'request.malformed', 401: 'token.invalid', 403: 'access.denied', 404: 'route.not-found', 413: 'request.too-large',
  415: 'request.media-type', 429: 'request.refused', 503: 'server.unavailable',
};

/** Our own exceptions name their code; of the framework's, only the status is kept. */
const codeOf = (error: HttpException): string => {
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && /^[a-z-]+\.[a-z-]+$/.test(code)) return code;
  return codesOfStatus[error.getStatus()] ?? (error.getStatus() >= 500 ? 'server.error' : 'request.refused');
};

/** The problem in the reader's language. `rules` are the service's own words, by rule code. */
export function documentOf(problem: Problem, rules: Readonly<Record<string, Text>>, language: Language, at: { instance: string; traceId: string }): ProblemDocument {
  const { status, code, params, errors = [] } = problem;
  return {
    type: `/problems/${code}`,
    title: headingOf(status)[language],
    status,
    detail: fill(wordsOf(problem, rules)[language], { ...params, code }),
    instance: at.instance,
    traceId: at.traceId,
    ...(errors.length === 0 ? {} : { errors: errors.map(({ field, rule, message }) => ({ field, rule, message: message[language] })) }),
  };
}

const words = (code: string): Text => {
  const found = commonWords[code];
  if (!found) throw new Error(`no words for ${code}`);
  return found;
};

const headingOf = (status: number): Text => headings[status] ?? { zh: '请求无法处理', en: 'The request cannot be handled' };

const wordsOf = ({ status, code }: Problem, rules: Readonly<Record<string, Text>>): Text => {
  const known = rules[code] ?? commonWords[code];
  if (known) return known;
  if (status === 404) return words('thing.not-found');
  if (status === 409) return words('rule.violated');
  return words(status === 503 ? 'server.unavailable' : 'server.error');
};

const fill = (text: string, params: Problem['params']): string =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) => String(params[name] ?? hole));
