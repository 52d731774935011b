import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testDatabase } from '@aftercare/testing';
import { startGateway } from './gateway';
import { migrations } from './persistence/migrations';

it('serves its own interface that is committed as openapi.json', async () => {
  const disk = await testDatabase('gateway', migrations);
  const gateway = await startGateway({
    SERVICE_PORT: 0, APP_PROFILE: 'test', LOG_LEVEL: 'info', OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_JWKS_URI: 'http://127.0.0.1:9/jwks', OIDC_AUDIENCE: 'urn:aftercare:api',GATEWAY_JWKS_URI: undefined, 
    OTEL_EXPORTER_OTLP_ENDPOINT: undefined, TRACE_FILE: undefined, UPSTREAM_TIMEOUT_MS: 300, PUBLIC_REQUESTS_PER_MINUTE: 20, TRUSTED_PROXIES: undefined,
    TICKETS_URL: undefined, DIRECTORY_URL: undefined, INVENTORY_URL: undefined, DEALER_RETURNS_URL: undefined, NOTIFIER_URL: undefined, ANALYTICS_URL: undefined, ISSUER_URL: undefined,
  }, {
    OIDC_ISSUER: 'http://127.0.0.1:9', DATABASE_URL: disk.databaseUrl, KAFKA_BROKERS: ['127.0.0.1:9'], PUBLIC_URL: 'https://aftercare.example.com', OIDC_CLIENT_ID: 'aftercare-console', OIDC_CLIENT_SECRET: undefined, OIDC_SCOPE: 'openid', SESSION_IDLE_MINUTES: 30, SESSION_HOURS: 12, SAMPLE_CALLERS: undefined,
  });
  try {
    const json = async (path: string): Promise<unknown> => (await fetch(gateway.url + path)).json();
    expect(await json('/openapi.json')).toEqual(JSON.parse(readFileSync(join(__dirname, '../openapi.json'), 'utf8')));
    // What its two documents are said to hold is what they hold.
    expect(Object.keys((await json('/docs/api/openapi.json')) as object).sort()).toEqual(['components', 'info', 'openapi', 'paths', 'servers', 'tags']);
    expect(Object.keys((await json('/docs/events/asyncapi.json')) as object).sort()).toEqual(['asyncapi', 'channels', 'components', 'defaultContentType', 'info', 'operations']);
  } finally {
    await gateway.stop();
    await disk.drop();
  }
});
