import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { RunningService } from '@aftercare/chassis';
import type { GatewayConfig } from './config';
import { startGateway } from './gateway';
import { publicRoutes } from './public-routes';

type Said = Readonly<Record<string, Readonly<Record<string, { readonly security?: readonly unknown[] }>>>>;
const apps = join(__dirname, '../..');

it('names every route of a service that anybody may ask', () => {
  const open = readdirSync(apps).flatMap((service) => {
    const file = join(apps, service, 'openapi.json');
    if (['gateway', 'issuer'].includes(service) || !existsSync(file)) return [];
    const { paths } = JSON.parse(readFileSync(file, 'utf8')) as { paths: Said };
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { security }]) => (security?.length === 0 ? [`${method.toUpperCase()} /api/${service}${path}`] : [])));
  });
  expect(Object.keys(publicRoutes)).toEqual(open);
});

describe('a public route', () => {
  let reached = 0;
  const directory = createServer((request, response) => {
    reached++;
    request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{}'));
  });
  const gateways: RunningService[] = [];
  const here = (): string => `http://127.0.0.1:${(directory.address() as AddressInfo).port}`;
  const start = async (config: Pick<GatewayConfig, 'TRUSTED_PROXIES'>): Promise<string> => {
    const gateway = await startGateway({
      SERVICE_PORT: 0, APP_PROFILE: 'test', LOG_LEVEL: 'info', OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_JWKS_URI: 'http://127.0.0.1:9/jwks', OIDC_AUDIENCE: 'urn:aftercare:api',GATEWAY_JWKS_URI: undefined, 
      OTEL_EXPORTER_OTLP_ENDPOINT: undefined, TRACE_FILE: undefined, UPSTREAM_TIMEOUT_MS: 300, PUBLIC_REQUESTS_PER_MINUTE: 2, ...config,
      TICKETS_URL: undefined, DIRECTORY_URL: here(), INVENTORY_URL: here(), DEALER_RETURNS_URL: undefined, NOTIFIER_URL: undefined, ANALYTICS_URL: undefined, ISSUER_URL: undefined,
    });
    gateways.push(gateway);
    return gateway.url;
  };
  const ask = (url: string, headers: Readonly<Record<string, string>> = {}, path = '/api/directory/authenticity-checks', method = 'POST') =>
    fetch(url + path, { method, headers: { 'content-type': 'application/json', ...headers }, ...(method === 'POST' && { body: '{"code":"1"}' }) });
  const statuses = async (...answers: readonly Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status).sort();

  beforeAll(() => new Promise<void>((resolve) => directory.listen(0, '127.0.0.1', resolve)));
  beforeEach(() => { reached = 0; });
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    directory.closeAllConnections();
    await new Promise((resolve) => directory.close(resolve));
  });

  it('answers one caller so often a minute, then says when to come back, and the service hears no more of him', async () => {
    const url = await start({ TRUSTED_PROXIES: undefined });
    // Neither a token that nobody has checked, nor another address that he claims, nor another spelling of the route makes him somebody else.
    expect(await statuses(ask(url), ask(url, { authorization: 'Bearer x', 'x-forwarded-for': '203.0.113.9' }), ask(url, { 'x-forwarded-for': '203.0.113.8' }), ask(url, {}, '/api/directory/%61uthenticity%2Dchecks'))).toEqual([200, 200, 429, 429]);
    expect(reached).toBe(2);
    const refused = await ask(url, { 'accept-language': 'en' });
    const { type, detail } = (await refused.json()) as { type: string; detail: string };
    const seconds = Number(refused.headers.get('retry-after'));
    expect([refused.status, type, detail]).toEqual([429, '/problems/request.too-many', `There were too many requests from you within a minute: try again in ${seconds} s.`]);
    expect(seconds > 0 && seconds <= 60).toBe(true);
    // Everything else goes on, and what many parcels are told of by one carrier.
    expect(await statuses(...['a', 'b', 'c'].map((carrier) => ask(url, {}, `/api/inventory/carriers/${carrier}/pushes`)))).toEqual([200, 200, 200]);
    expect(await statuses(ask(url, {}, '/api/directory/customers', 'GET'), ask(url, {}, '/api/directory/authenticity-checks', 'GET'), ask(url, {}, '/', 'GET'))).toEqual([200, 200, 200]);
  });

  it('tells callers apart by what a trusted proxy says of them, a network of IPv6 being one', async () => {
    const url = await start({ TRUSTED_PROXIES: ['127.0.0.0/8'] });
    const from = (address: string) => ask(url, { 'x-forwarded-for': address });
    expect(await statuses(from('203.0.113.1'), from('203.0.113.1'), from('203.0.113.1'), from('203.0.113.2'))).toEqual([200, 200, 200, 429]);
    // What stands left of the last address was said by the caller himself.
    expect(await statuses(from('203.0.113.7, 203.0.113.1'), from('2001:db8::1'), from('2001:db8::2'), from('2001:db8::3'), from('2001:db8:0:1::1'))).toEqual([200, 200, 200, 429, 429]);
  });
});
