import { ROOT_CONTEXT, trace, type Context, type Span } from '@opentelemetry/api';

export const tracer = () => trace.getTracer('@aftercare/event-bus');

const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The context that a W3C `traceparent` names; without one, or with a broken one, a new trace begins. */
export const contextOf = (traceparent: string | null | undefined): Context => {
  const [, traceId, spanId, flags] = form.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true });
};

/** The span as `traceparent`. Without a tracer a span is the stored parent itself; without that, null. */
export const traceparentOf = (span: Span): string | null => {
  const { traceId, spanId, traceFlags } = span.spanContext();
  if (/^0+$/.test(traceId)) return null;
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
};
