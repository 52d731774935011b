import { NotSignedIn, TokenVerifier } from '@aftercare/auth';
import { ServiceLogger, startService, type RunningService } from '@aftercare/chassis';
import { topics } from '@aftercare/contracts';
import { Database } from '@aftercare/event-store';
import { api } from './api';
import { BrowserDoor } from './browser/browser-door';
import { IdentityProvider } from './browser/identity-provider';
import { SampleCallers } from './browser/sample-callers';
import { Sessions } from './browser/sessions';
import type { BrowserConfig, GatewayConfig } from './config';
import { serveConsole } from './console';
import { GatewayModule, type Browsers } from './gateway.module';
import { LiveFeed } from './live/live-feed';
import { LiveStreams } from './live/live-streams';
import { serveAssets } from './pages';
import { proxyTo, type WhoAsks } from './proxy';
import { limitPublicRoutes } from './public-routes';
import { gatewayRules } from './rules';
import { Services } from './services';
import { serveStatus } from './status/status-page';
import { serveSystemClock } from './test-clock';
import { InternalTokens } from './tokens/internal-tokens';
import { SigningKeys } from './tokens/signing-keys';

/** Starts the one door to everything behind it; without a config for browsers only to those who bring a token of their own. */
export const startGateway = async (config: GatewayConfig, browserConfig?: BrowserConfig): Promise<RunningService> => {
  const services = new Services(config);
  const log = new ServiceLogger({ service: api.service, level: config.LOG_LEVEL });
  const database = browserConfig === undefined ? null : await Database.open({ url: browserConfig.DATABASE_URL, service: api.service, poolSize });
  const keys = await SigningKeys.open(database);
  const tokens = new TokenVerifier({ issuer: config.OIDC_ISSUER, audience: config.OIDC_AUDIENCE, jwksUri: config.OIDC_JWKS_URI });
  const browsers = browserConfig === undefined || database === null ? null : await openToBrowsers(browserConfig, database, tokens, log);
  return startService(GatewayModule.before(services, log, keys, browsers), {
    service: api.service,
    title: api.title,
    config,
    log,
    rules: gatewayRules,
    checks: { ...services.checks(), ...(browsers === null ? {} : { sessions: () => browsers.sessions.check() }) },
    jobs: [keys, ...(browsers === null ? [] : [browsers.streams, browsers.sessions])],
    ...(config.TRUSTED_PROXIES ? { trustedProxies: config.TRUSTED_PROXIES } : {}),
    prepare: async (http) => {
      await browsers?.door.guard(http);
      await http.register(async (scope) => {
        // Nest brings its error handler after these routes are made: look it up when it is needed.
        scope.setErrorHandler((error, request, reply) => { http.errorHandler(error, request, reply); });
        if (config.APP_PROFILE === 'test') serveSystemClock(scope, services);
        await serveAssets(scope);
        await serveConsole(scope);
        await limitPublicRoutes(scope, config.PUBLIC_REQUESTS_PER_MINUTE);
        serveStatus(scope, services, browserConfig?.PUBLIC_URL);
        await proxyTo(scope, services, config.UPSTREAM_TIMEOUT_MS, exchange(tokens, new InternalTokens(keys), browsers?.door ?? null));
      });
    },
  });
};

/** Every request of a browser reads its session, and a request is a matter of milliseconds. */
const poolSize = 8;

const openToBrowsers = async (browserConfig: BrowserConfig, database: Database, tokens: TokenVerifier, log: ServiceLogger): Promise<Browsers> => {
  // Not for a gateway without browsers.
  const { LogTail } = await import('@aftercare/event-bus');
  const provider = new IdentityProvider(browserConfig);
  const sessions = new Sessions(database, provider, browserConfig);
  const tail = new LogTail({ brokers: browserConfig.KAFKA_BROKERS, clientId: api.service, logger: log.lines, topics: topics.map(({ name }) => name) });
  return { provider, sessions, tokens, door: new BrowserDoor(browserConfig, sessions), streams: new LiveStreams(new LiveFeed(tail, log), sessions), sampleCallers: new SampleCallers(browserConfig.SAMPLE_CALLERS) };
};

/** The provider's token for one of ours. One that proves nothing goes on as it is: to say so is the service's business, which asks most routes for one and some for none. */
const exchange = (tokens: TokenVerifier, internal: InternalTokens, door: BrowserDoor | null): WhoAsks => async (request, service) => {
  const { authorization, name } = door === null ? { authorization: request.headers.authorization, name: null } : await door.whoAsks(request);
  const token = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return { authorization };
  try {
    const principal = await tokens.verify(token);
    return await internal.headersFor(service, name === null ? principal : { ...principal, name });
  } catch (error) {
    if (error instanceof NotSignedIn) return { authorization };
    throw error;
  }
};
