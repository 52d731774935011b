import { channel } from 'node:diagnostics_channel';
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { context, isSpanContextValid, propagation, SpanKind, SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { ExportResultCode, hrTimeToMilliseconds, isTracingSuppressed, W3CTraceContextPropagator, type ExportResult } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace';

export interface TelemetryOptions {
  readonly service: string;
  /** Spans as JSON lines, one file per service: what `npm run trace` reads. */
  readonly traceFile?: string | undefined;
  readonly otlpEndpoint?: string | undefined;
}

/** One line of a trace file. Times are milliseconds since 1970 and of duration, with fractions. */
export interface SpanLine {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  readonly start: number;
  readonly ms: number;
  readonly failed: boolean;
  readonly attributes: Attributes;
}

/**
 * Traces this process: incoming and outgoing HTTP, `fetch`, and whatever uses `@opentelemetry/api`; W3C trace context in and
 * out. To be called before the first request; Node's HTTP server is patched in place, so the order of imports does not matter.
 * Without a place to send spans it does nothing. Gives the function that sends the rest and ends it.
 */
export function startTelemetry({ service, traceFile, otlpEndpoint }: TelemetryOptions): () => Promise<void> {
  const exporters = [
    ...(traceFile === undefined ? [] : [new TraceFile(traceFile)]),
    ...(otlpEndpoint === undefined ? [] : [new OTLPTraceExporter({ url: `${otlpEndpoint}/v1/traces` })]),
  ];
  if (exporters.length === 0) return async () => {};
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: exporters.map((exporter) => new BatchSpanProcessor({ exporter: withoutPersonalData(exporter), scheduledDelayMillis: 500 })),
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  registerInstrumentations({
    tracerProvider: provider,
    instrumentations: [new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url = '' }) => /^\/(health\/|metrics|openapi\.json)/.test(url) })],
  });
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the patch is applied when somebody asks for the module.
  require('node:http');
  const stopFetch = traceFetch();
  return async () => {
    stopFetch();
    await provider.shutdown();
  };
}

/** What a span may say. Addresses, queries, user agents and statements with values are not among it, whoever sets them. */
const kept = new Set([
  'http.request.method', 'http.response.status_code', 'http.route', 'error.type', 'server.port', 'service.name',
  'messaging.system', 'messaging.operation.name', 'messaging.destination.name', 'messaging.destination.partition.id', 'messaging.batch.message_count',
  'messaging.consumer.group.name', 'messaging.message.id', 'db.system.name', 'db.operation.name',
]);
const isKept = (name: string): boolean => kept.has(name) || name.startsWith('aftercare.');
const only = (attributes: Attributes): Attributes => Object.fromEntries(Object.entries(attributes).filter(([name]) => isKept(name)));

const withoutPersonalData = (exporter: SpanExporter): SpanExporter => ({
  export: (spans, done) => { exporter.export(spans.map(stripped), done); },
  shutdown: () => exporter.shutdown(),
  forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
});

/** The span with kept attributes only; events (exceptions, with their messages) and the status' words are left out. */
const stripped = (span: ReadableSpan): ReadableSpan =>
  Object.create(span, {
    attributes: { value: only(span.attributes), enumerable: true },
    events: { value: [], enumerable: true },
    status: { value: { code: span.status.code }, enumerable: true },
  }) as ReadableSpan;

const largestFile = 64 * 1024 * 1024;

/** Appends batches of spans to a file; at 64 MB the file becomes `.1` and a new one begins. */
class TraceFile implements SpanExporter {
  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    try {
      if ((statSync(this.path, { throwIfNoEntry: false })?.size ?? 0) > largestFile) renameSync(this.path, `${this.path}.1`);
      appendFileSync(this.path, spans.map((span) => `${JSON.stringify(lineOf(span))}\n`).join(''));
      done({ code: ExportResultCode.SUCCESS });
    } catch (error) {
      done({ code: ExportResultCode.FAILED, error: error as Error });
    }
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }
}

const lineOf = (span: ReadableSpan): SpanLine => ({
  traceId: span.spanContext().traceId,
  spanId: span.spanContext().spanId,
  parentId: span.parentSpanContext?.spanId ?? null,
  service: String(span.resource.attributes['service.name']),
  name: span.name,
  kind: SpanKind[span.kind].toLowerCase(),
  start: hrTimeToMilliseconds(span.startTime),
  ms: hrTimeToMilliseconds(span.duration),
  failed: span.status.code === SpanStatusCode.ERROR,
  attributes: span.attributes,
});

/** What undici, Node's own and the npm package's, tells about a request. */
interface UndiciRequest {
  readonly method: string;
  readonly origin: string | URL;
  addHeader(name: string, value: string): void;
}
interface UndiciMessage {
  readonly request: UndiciRequest;
  readonly response?: { readonly statusCode: number };
}

/** Client spans for `fetch` and for undici below the gateway's proxy: the HTTP instrumentation does not see those. */
function traceFetch(): () => void {
  const tracer = trace.getTracer('fetch');
  const open = new WeakMap<UndiciRequest, Span>();
  const finish = (request: UndiciRequest, failed: boolean) => {
    const span = open.get(request);
    if (failed) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    open.delete(request);
  };
  const listeners: Readonly<Record<string, (message: UndiciMessage) => void>> = {
    create: ({ request }) => {
      if (isTracingSuppressed(context.active())) return;
      const span = tracer.startSpan(request.method, { kind: SpanKind.CLIENT, attributes: { 'http.request.method': request.method, 'server.port': Number(new URL(request.origin).port) } });
      if (!isSpanContextValid(span.spanContext())) return;
      open.set(request, span);
      propagation.inject(trace.setSpan(context.active(), span), request, { set: (to, name, value) => { to.addHeader(name, value); } });
    },
    headers: ({ request, response }) => { open.get(request)?.setAttribute('http.response.status_code', response?.statusCode ?? 0); },
    trailers: ({ request }) => { finish(request, false); },
    error: ({ request }) => { finish(request, true); },
  };
  const subscriptions = Object.entries(listeners).map(([event, listener]) => {
    const listen = (message: unknown) => { listener(message as UndiciMessage); };
    const events = channel(`undici:request:${event}`);
    events.subscribe(listen);
    return () => events.unsubscribe(listen);
  });
  return () => { for (const unsubscribe of subscriptions) unsubscribe(); };
}
