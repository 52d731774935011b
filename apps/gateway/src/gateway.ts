import { startService, type RunningService } from '@aftercare/chassis';
import { api } from './api';
import type { GatewayConfig } from './config';
import { GatewayModule } from './gateway.module';
import { serveAssets } from './pages';
import { proxyTo } from './proxy';
import { limitPublicRoutes } from './public-routes';
import { gatewayRules } from './rules';
import { Services } from './services';
import { serveSystemClock } from './test-clock';

/** Starts the one door to everything behind it. */
export const startGateway = (config: GatewayConfig): Promise<RunningService> => {
  const services = new Services(config);
  return startService(GatewayModule.before(services), {
    service: api.service,
    title: api.title,
    config,
    rules: gatewayRules,
    checks: services.checks(),
    ...(config.TRUSTED_PROXIES ? { trustedProxies: config.TRUSTED_PROXIES } : {}),
    prepare: async (http) => {
      await http.register(async (scope) => {
        // Nest brings its error handler after these routes are made: look it up when it is needed.
        scope.setErrorHandler((error, request, reply) => { http.errorHandler(error, request, reply); });
        if (config.APP_PROFILE === 'test') serveSystemClock(scope, services);
        await serveAssets(scope);
        await limitPublicRoutes(scope, config.PUBLIC_REQUESTS_PER_MINUTE);
        await proxyTo(scope, services, config.UPSTREAM_TIMEOUT_MS);
      });
    },
  });
};
