import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningService } from '@aftercare/chassis';
import { startGateway } from './gateway';
import { clockOf } from './test-clock';

type State = Parameters<typeof clockOf>[0][number];

const state = (overrides: Partial<State> = {}): State => ({
  now: '2026-07-06T01:00:00.000Z', aheadMs: 0, nextTimerAt: null, dueTimers: 0, outbox: 0, published: [], positions: [], ...overrides,
});
const topic = 'aftercare.tickets.ticket';

describe('the clock of the whole system', () => {
  it('is that of the service that is behind, with the first timer of all', () => {
    const all = [state({ nextTimerAt: '2026-07-06T03:00:00.000Z' }), state({ now: '2026-07-06T00:59:59.998Z', nextTimerAt: '2026-07-06T02:00:00.000Z' })];
    expect(clockOf(all)).toEqual({ now: '2026-07-06T00:59:59.998Z', nextTimerAt: '2026-07-06T02:00:00.000Z', quiet: true });
  });

  it('rests when no timer is due, nothing waits to be published, and everything published has been read', () => {
    const published = [{ topic, part: 3, offset: '41' }];
    const at = (next: string, unit = 'views') => state({ positions: [{ unit, topic, part: 3, next }] });
    expect(clockOf([state({ dueTimers: 1 })]).quiet).toBe(false);
    expect(clockOf([state(), state({ outbox: 1 })]).quiet).toBe(false);
    expect(clockOf([state({ published }), at('41')]).quiet).toBe(false);
    expect(clockOf([state({ published }), at('42'), at('41', 'reactions')]).quiet).toBe(false);
    expect(clockOf([state({ published }), at('42'), at('42', 'reactions')]).quiet).toBe(true);
    expect(clockOf([state({ published }), state({ positions: [{ unit: 'views', topic, part: 4, next: '0' }] })]).quiet).toBe(true);
  });
});

describe('its route', () => {
  const put: { url: string; body: unknown }[] = [];
  let aheadMs = 0;
  let services: Server;
  let address: string;
  const started: RunningService[] = [];
  const gateway = async (profile: 'test' | 'laptop' | 'production'): Promise<string> => {
    const running = await startGateway({
      SERVICE_PORT: 0, APP_PROFILE: profile, LOG_LEVEL: 'error', OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_JWKS_URI: 'http://127.0.0.1:9/jwks', OIDC_AUDIENCE: 'urn:aftercare:api',GATEWAY_JWKS_URI: undefined, 
      OTEL_EXPORTER_OTLP_ENDPOINT: undefined, TRACE_FILE: undefined, UPSTREAM_TIMEOUT_MS: 300, PUBLIC_REQUESTS_PER_MINUTE: 20, TRUSTED_PROXIES: undefined,
      TICKETS_URL: `${address}/tickets`, DIRECTORY_URL: `${address}/directory`, INVENTORY_URL: undefined, DEALER_RETURNS_URL: undefined, NOTIFIER_URL: undefined, ANALYTICS_URL: undefined, ISSUER_URL: undefined,
    });
    started.push(running);
    return running.url.replace('0.0.0.0', '127.0.0.1');
  };
  const move = (url: string, body: object) => fetch(`${url}/test/clock`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  beforeAll(async () => {
    services = createServer((request, response) => {
      let text = '';
      request.on('data', (part: Buffer) => (text += part.toString()));
      request.on('end', () => {
        if (request.method === 'PUT') {
          const body = JSON.parse(text) as { aheadMs: number };
          put.push({ url: request.url ?? '', body });
          aheadMs = body.aheadMs;
        }
        response.setHeader('content-type', 'application/json').end(JSON.stringify(state({ aheadMs, now: new Date(Date.now() + aheadMs).toISOString() })));
      });
    });
    await new Promise<void>((resolve) => services.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(services.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    put.length = 0;
    aheadMs = 0;
  });
  afterAll(async () => {
    await Promise.all(started.map((one) => one.stop()));
    services.closeAllConnections();
    services.close();
  });

  it('puts every service ahead by the same number, and never back', async () => {
    const url = await gateway('test');
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    expect(await (await move(url, { now: tomorrow })).json()).toMatchObject({ quiet: true });
    expect(put.map((one) => one.url).sort()).toEqual(['/directory/test/clock', '/tickets/test/clock']);
    expect(put[0]?.body).toEqual(put[1]?.body);
    expect(Math.abs(aheadMs - 86_400_000)).toBeLessThan(5_000);
    const before = aheadMs;
    expect((await move(url, { now: '2026-01-01T00:00:00Z' })).status).toBe(200);
    expect(aheadMs).toBe(before);
  });

  it('moves clocks that are behind the wall on from where they are', async () => {
    aheadMs = -10 * 86_400_000;
    await move(await gateway('test'), { now: new Date(Date.now() - 3 * 86_400_000).toISOString() });
    expect(Math.abs(aheadMs + 3 * 86_400_000)).toBeLessThan(5_000);
  });

  it.each([[{}], [{ now: 5 }], [{ now: 'tomorrow' }], [{ now: '2026-13-01T00:00:00Z' }], [{ now: '2026-07-06 10:00' }]])('refuses %j', async (body) => {
    expect((await move(await gateway('test'), body)).status).toBe(400);
    expect(put).toEqual([]);
  });

  it.each(['laptop', 'production'] as const)('does not exist in the %s profile', async (profile) => {
    const url = await gateway(profile);
    expect((await fetch(`${url}/test/clock`)).status).toBe(404);
    expect((await move(url, { now: '2027-01-01T00:00:00Z' })).status).toBe(404);
    expect(put).toEqual([]);
  });

  it('of a service is no way round it', async () => {
    const url = await gateway('test');
    expect((await fetch(`${url}/api/tickets/test/clock`)).status).toBe(404);
  });
});
