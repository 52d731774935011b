import 'reflect-metadata';
import helmet from '@fastify/helmet';
import type { DynamicModule, Type } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { getRPCMetadata } from '@opentelemetry/core';
import { context } from '@opentelemetry/api';
import { AccessGuard, audienceOf, gatewayIssuer, systemPrincipal, TokenVerifier, type TrustedIssuer } from '@aftercare/auth';
import type { Timers } from '@aftercare/event-bus';
import type { Database, Tx } from '@aftercare/event-store';
import type { Text } from '@aftercare/kernel';
import type { FastifyInstance } from 'fastify';
import { brokenRequests } from './broken-request';
import { etag } from './command';
import { ConfigError, type ServiceConfig } from './config';
import { serveOperations, type Check } from './health';
import { acceptJsonOnly, bodyLimit } from './json-body';
import { ServiceLogger } from './logger';
import { Metrics, type UnitNumbers } from './metrics';
import { openApiOf } from './openapi';
import { ProblemFilter } from './problem-filter';
import { endInGoodOrder, StartError } from './process-end';
import { redact } from './redact';
import { Refusal } from './refusal';
import { correlationIdOf, routeOf } from './request';
import { endSlowBodies, longestUploadMs, patienceMs } from './slow-body';
import { startTelemetry } from './telemetry';
import { serveTestClock } from './test-clock';
import { acceptUploads } from './upload';
import { validationPipe } from './validation';

interface Reporting {
  status(): { readonly healthy: boolean; readonly reason: string | null };
}

interface UnitReport extends UnitNumbers {
  readonly healthy: boolean;
  readonly reason: string | null;
}

export interface ServiceOptions {
  /** `tickets`: the word in its address, its log lines and its metrics. */
  readonly service: string;
  readonly title: string;
  readonly config: ServiceConfig;
  /** What each refusal of this service says to the person who meets it, by rule code. */
  readonly rules: Readonly<Record<string, Text>>;
  readonly database?: Database;
  readonly relay?: Reporting & { readonly overloaded: boolean; start(): void; kick(): void; stop(): Promise<void> };
  readonly units?: CustomTransportStrategy & { unitStatus(): readonly UnitReport[] };
  /** What else goes on while the service lives. */
  readonly jobs?: readonly { start(): void; stop(): Promise<void> }[];
  /** Closed last, after everybody who publishes or reads. */
  readonly bus?: { close(): Promise<void> };
  /** What else must work before the service is ready. */
  readonly checks?: Readonly<Record<string, Check>>;
  readonly log?: ServiceLogger;
  readonly metrics?: Metrics;
  /** Whose word is taken for where a request comes from: addresses or networks. Without them, nobody's. */
  readonly trustedProxies?: readonly string[];
  /** Routes and plugins below Nest: no guard, no validation. For the gateway's proxy. */
  readonly prepare?: (http: FastifyInstance) => void | Promise<void>;
}

export interface RunningService {
  readonly app: NestFastifyApplication;
  readonly url: string;
  /** Ends the service in good order: no new work, open requests and chunks are finished, what they committed is published. */
  stop(): Promise<void>;
}

/**
 * Boots a service: HTTP with its walls (token, permission, form and size of what comes in), problem documents, health,
 * metrics, traces, logs; then its event units, its relay and its timers. Resolves when it listens; rejects when it cannot.
 */
export async function startService(module: Type | DynamicModule, options: ServiceOptions): Promise<RunningService> {
  const { service, title, config, rules, database, relay, units, jobs = [], bus, checks = {}, trustedProxies, prepare } = options;
  const log = options.log ?? new ServiceLogger({ service, level: config.LOG_LEVEL });
  const metrics = options.metrics ?? new Metrics();
  const stopTelemetry = startTelemetry({ service, traceFile: config.TRACE_FILE, otlpEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT });

  const adapter = new FastifyAdapter({
    bodyLimit,
    trustProxy: trustedProxies ? [...trustedProxies] : false,
    requestIdHeader: false,
    requestTimeout: longestUploadMs,
    http: { headersTimeout: patienceMs },
    clientErrorHandler: brokenRequests(log),
    routerOptions: { caseSensitive: true, maxParamLength: 200 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: log, bodyParser: false, abortOnError: false });
  const http = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  let draining = false;
  let unitsFailure: string | null = null;

  const methodsOf = rememberRoutes(http);
  acceptJsonOnly(http);
  acceptUploads(http);
  endSlowBodies(http);
  await protect(http, config);
  http.addHook('onSend', (_request, reply, payload, done) => {
    // A connection that is kept alive after its answer would hold the server open.
    if (draining) reply.header('Connection', 'close');
    done(null, payload);
  });
  metrics.observe(http);
  if (database) metrics.observePool(database);
  const timers = database ? await timersOf(app, database, log, metrics) : null;
  if (units) metrics.observeUnits(units);
  serveOperations(http, {
    metrics,
    isDraining: () => draining,
    openApi: () => openApiOf(module, { service, title }),
    checks: {
      ...(database ? { database: () => databaseCheck(database, service) } : {}),
      ...(relay ? { relay: () => reasonOf(relay) } : {}),
      ...(units ? { units: () => unitsFailure ?? reasonOfUnits(units.unitStatus()) } : {}),
      ...checks,
    },
  });
  if (database && config.APP_PROFILE === 'test') serveTestClock(http, database, () => timers?.kick());
  await prepare?.(http);

  app.useGlobalGuards(new AccessGuard(new TokenVerifier(...trustedBy(service, config))));
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter(rules, log, methodsOf));
  if (units) app.connectMicroservice({ strategy: units }, { inheritAppConfig: false });

  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= drain());
  const takeListenersAway = endInGoodOrder(stop, log);
  async function drain(): Promise<void> {
    draining = true;
    // Nest closes HTTP first, then the units; both finish what they have begun. Only then goes what they need.
    await app.close();
    await timers?.stop();
    await Promise.all(jobs.map((job) => job.stop()));
    await relay?.stop();
    await bus?.close();
    await database?.close();
    await stopTelemetry();
    takeListenersAway();
  }

  try {
    await listen(app, config);
  } catch (error) {
    await stop();
    throw error;
  }
  if (database && relay) {
    database.onCommitted(() => relay.kick());
    database.turnAwayWhile(() => relay.overloaded);
  }
  try {
    if (units) await app.startAllMicroservices();
  } catch (error) {
    // Requests are still answered; readiness tells the operator.
    unitsFailure = error instanceof Error ? error.message : String(error);
    log.error('the event units did not start', error);
  }
  relay?.start();
  timers?.start();
  for (const job of jobs) job.start();
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  log.log(`${service} listens on ${url}`);
  return { app, url, stop };
}

/** Runs a service's `main`; a failure of start-up is one line on standard error and exit code 1. */
export function boot(main: () => Promise<unknown>): void {
  // Inside a promise from the first line on: what `main` throws before it awaits is a failure like any other.
  Promise.resolve().then(main).catch((error: unknown) => {
    const isPlain = error instanceof ConfigError || error instanceof StartError;
    const words = error instanceof Error && !isPlain ? (error.stack ?? error.message) : error instanceof Error ? error.message : String(error);
    process.stderr.write(`error: ${redact(words)}\n`);
    process.exit(1);
  });
}

/** A gateway speaks for everybody, to this service alone; the provider for machines that come without one. */
const trustedBy = (service: string, { OIDC_ISSUER, OIDC_JWKS_URI, OIDC_AUDIENCE, GATEWAY_JWKS_URI = [] }: ServiceConfig): TrustedIssuer[] => [
  ...GATEWAY_JWKS_URI.map((jwksUri) => ({ issuer: gatewayIssuer, audience: audienceOf(service), jwksUri })),
  { issuer: OIDC_ISSUER, audience: OIDC_AUDIENCE, jwksUri: OIDC_JWKS_URI, kinds: ['client'] },
];

/** The timers of the service's `@Fires` jobs; none when it has no such job. */
async function timersOf(app: NestFastifyApplication, database: Database, log: ServiceLogger, metrics: Metrics): Promise<Timers<Tx> | null> {
  const { firingsOf, realSurroundings, SqlTimerStore, Timers } = await import('@aftercare/event-bus');
  const firings = firingsOf(app, app.get(ModulesContainer));
  if (firings.size === 0) return null;
  return new Timers({ service: database.service, firings, store: new SqlTimerStore(database), surroundings: realSurroundings, logger: log.lines, metrics: metrics.timers });
}

async function listen(app: NestFastifyApplication, { SERVICE_PORT: port, APP_PROFILE: profile }: ServiceConfig): Promise<void> {
  try {
    await app.listen(port, profile === 'production' ? '0.0.0.0' : '127.0.0.1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new StartError(`端口 ${port} 已被占用，请更换 SERVICE_PORT · port ${port} is taken: choose another SERVICE_PORT`, { cause: error });
  }
}

/** What every answer carries and no request may bring. */
async function protect(http: FastifyInstance, config: ServiceConfig): Promise<void> {
  await http.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    strictTransportSecurity: config.APP_PROFILE === 'production',
  });
  http.addHook('onRequest', (request, reply, done) => {
    reply.header('X-Correlation-Id', correlationIdOf(request)).header('Cache-Control', 'no-store');
    const rpc = getRPCMetadata(context.active());
    if (rpc) rpc.route = routeOf(request);
    // No database text can hold it, and no address needs it.
    done(/%00/.test(request.url) ? new Refusal(400, 'request.bad-url') : undefined);
  });
  http.addHook('preSerialization', (_request, reply, payload, done) => {
    const { version } = (payload ?? {}) as { version?: unknown };
    if (typeof version === 'number' && Number.isInteger(version) && !reply.hasHeader('ETag')) reply.header('ETag', etag(version));
    done(null, payload);
  });
}

/** The methods that a path has, for 405: the router itself only says that a route does not exist. */
function rememberRoutes(http: FastifyInstance): (path: string) => readonly string[] {
  const routes: { readonly methods: readonly string[]; readonly pattern: RegExp }[] = [];
  http.addHook('onRoute', ({ method, url }) => {
    if (url.includes('*')) return;
    const pattern = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+');
    routes.push({ methods: [method].flat(), pattern: new RegExp(`^${pattern}$`) });
  });
  return (path) => [...new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods))].sort();
}

const reasonOf = (part: Reporting): string | null => {
  const { healthy, reason } = part.status();
  return healthy ? null : (reason ?? 'not healthy');
};

const reasonOfUnits = (units: ReturnType<NonNullable<ServiceOptions['units']>['unitStatus']>): string | null => {
  const reasons = units.filter(({ healthy }) => !healthy).map(({ unit, reason }) => `${unit}: ${reason ?? 'not healthy'}`);
  return reasons.length > 0 ? reasons.join('; ') : null;
};

async function databaseCheck(database: Database, service: string): Promise<null> {
  await database.withTx({ principal: systemPrincipal(service, []), branches: [] }, (tx) => tx.query('SELECT 1'));
  return null;
}
