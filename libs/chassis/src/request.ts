import { isSpanContextValid, trace, type SpanContext } from '@opentelemetry/api';
import type { SignedInRequest } from '@aftercare/auth';
import { isUuid, newId } from '@aftercare/kernel';
import type { FastifyRequest } from 'fastify';

/** A request as it reaches a route; `principal` and `permission` are there behind `@Requires`. */
export type ServiceRequest = FastifyRequest & Partial<SignedInRequest>;

const correlations = new WeakMap<object, string>();

/** What joins everything that one action of a person causes: the caller's `X-Correlation-Id` if it is a UUID, else a new one. */
export function correlationIdOf(request: ServiceRequest): string {
  const known = correlations.get(request.raw);
  if (known) return known;
  const given = request.headers['x-correlation-id'];
  const id = typeof given === 'string' && isUuid(given) ? given.toLowerCase() : newId();
  correlations.set(request.raw, id);
  return id;
}

/** The W3C trace context of the work in hand: the active span's, else the caller's, else none. */
export function traceparentOf(request: ServiceRequest): string | null {
  const active = activeSpan();
  if (active) return `00-${active.traceId}-${active.spanId}-${active.traceFlags.toString(16).padStart(2, '0')}`;
  const given = request.headers['traceparent'];
  return typeof given === 'string' && /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/.test(given) ? given : null;
}

/** What a person quotes to the administrator; the log lines of the request carry the same. */
export const traceIdOf = (request: ServiceRequest): string =>
  traceparentOf(request)?.split('-')[1] ?? correlationIdOf(request).replaceAll('-', '');

/** The path without its query: queries may hold a name or a number that somebody searched for. */
export const pathOf = (request: ServiceRequest): string => request.url.split('?', 1)[0] ?? '/';

/** `/tickets/:id/close`; requests that match no route share one name, so that nobody can mint metrics. */
export const routeOf = (request: ServiceRequest): string => request.routeOptions.url ?? '(none)';

const activeSpan = (): SpanContext | undefined => {
  const context = trace.getActiveSpan()?.spanContext();
  return context && isSpanContextValid(context) ? context : undefined;
};
