import { TokenVerifier } from '@aftercare/auth';
import { ServiceLogger, startService, type RunningService } from '@aftercare/chassis';
import { Database } from '@aftercare/event-store';
import { api } from './api';
import { BrowserDoor } from './browser/browser-door';
import { IdentityProvider } from './browser/identity-provider';
import { Sessions } from './browser/sessions';
import type { BrowserConfig, GatewayConfig } from './config';
import { serveConsole } from './console';
import { GatewayModule, type Browsers } from './gateway.module';
import { serveAssets } from './pages';
import { proxyTo } from './proxy';
import { limitPublicRoutes } from './public-routes';
import { gatewayRules } from './rules';
import { Services } from './services';
import { serveSystemClock } from './test-clock';

/** Starts the one door to everything behind it; without a config for browsers only to those who bring a token of their own. */
export const startGateway = async (config: GatewayConfig, browserConfig?: BrowserConfig): Promise<RunningService> => {
  const services = new Services(config);
  const log = new ServiceLogger({ service: api.service, level: config.LOG_LEVEL });
  const browsers = browserConfig === undefined ? null : await openToBrowsers(config, browserConfig);
  return startService(GatewayModule.before(services, log, browsers), {
    service: api.service,
    title: api.title,
    config,
    log,
    rules: gatewayRules,
    checks: { ...services.checks(), ...(browsers === null ? {} : { sessions: () => browsers.sessions.check() }) },
    jobs: browsers === null ? [] : [browsers.sessions],
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
        await proxyTo(scope, services, config.UPSTREAM_TIMEOUT_MS, browsers?.door ?? null);
      });
    },
  });
};

/** Every request of a browser reads its session, and a request is a matter of milliseconds. */
const poolSize = 8;

const openToBrowsers = async (config: GatewayConfig, browserConfig: BrowserConfig): Promise<Browsers> => {
  const provider = new IdentityProvider(browserConfig);
  const database = await Database.open({ url: browserConfig.DATABASE_URL, service: api.service, poolSize });
  const sessions = new Sessions(database, provider, browserConfig);
  const tokens = new TokenVerifier({ issuer: config.OIDC_ISSUER, audience: config.OIDC_AUDIENCE, jwksUri: config.OIDC_JWKS_URI });
  return { provider, sessions, tokens, door: new BrowserDoor(browserConfig, sessions) };
};
