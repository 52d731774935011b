import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningService } from '@aftercare/chassis';
import { startGateway } from './gateway';

const openApi = { info: { title: '工单 · Tickets' }, paths: { '/tickets': { post: { operationId: 'openTicket' } } }, components: {} };

describe('the pages of a gateway behind which not everything works', () => {
  const tickets = createServer(({ url }, response) => {
    if (url === '/openapi.json') response.end(JSON.stringify(openApi));
    else response.writeHead(503).end(JSON.stringify({ reasons: { relay: 'behind <b>"5"</b>' } }));
  });
  let gateway: RunningService;

  beforeAll(async () => {
    await once(tickets.listen(0, '127.0.0.1'), 'listening');
    gateway = await startGateway({
      SERVICE_PORT: 0, APP_PROFILE: 'test', LOG_LEVEL: 'info', OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_JWKS_URI: 'http://127.0.0.1:9/jwks', OIDC_AUDIENCE: 'urn:aftercare:api',GATEWAY_JWKS_URI: undefined, 
      OTEL_EXPORTER_OTLP_ENDPOINT: undefined, TRACE_FILE: undefined, UPSTREAM_TIMEOUT_MS: 300, PUBLIC_REQUESTS_PER_MINUTE: 20, TRUSTED_PROXIES: undefined,
      TICKETS_URL: `http://127.0.0.1:${(tickets.address() as AddressInfo).port}`, DIRECTORY_URL: 'http://127.0.0.1:9', INVENTORY_URL: undefined, DEALER_RETURNS_URL: undefined, NOTIFIER_URL: undefined, ANALYTICS_URL: undefined, ISSUER_URL: undefined,
    });
  });
  afterAll(async () => {
    await gateway?.stop();
    tickets.closeAllConnections();
    await new Promise((resolve) => tickets.close(resolve));
  });
  const get = (path: string) => fetch(gateway.url + path);

  it('say which service is not there, which is not ready and why, and let no service write into the page', async () => {
    const html = await (await get('/about')).text();
    const rows = [...html.matchAll(/<tr>.*<\/tr>/g)].map(([row]) => row.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim());
    expect(rows).toEqual([
      '工单 · Tickets 暂不可用 · not ready: relay: behind &#60;b&#62;&#34;5&#34;&#60;/b&#62;',
      '档案 · Directory 暂不可用 · not ready: not reachable',
      '配件与库存 · Parts and stock 未启动 · not started',
      '旧件返还 · Returns from dealers 未启动 · not started',
      '通知 · Notices 未启动 · not started',
      '分析 · Analytics 未启动 · not started',
      '登录 · Sign-in 未启动 · not started',
    ]);
  });

  it('show the API of those that answer, and name the others', async () => {
    const { paths, info } = (await (await get('/docs/api/openapi.json')).json()) as { paths: object; info: { description: string } };
    expect(Object.keys(paths)).toEqual(['/api/tickets/tickets']);
    expect(info.description).toContain('Not started or not reachable: directory, inventory, dealer-returns, notifier, analytics');
  });

  it.each(['/about', '/docs/api', '/docs/events'])('load files that are there, by a policy that forbids all others: %s', async (path) => {
    const answer = await get(path);
    const html = await answer.text();
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'self';/);
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
    const files = [...html.matchAll(/<(?:link|script)[^>]* (?:href|src)="([^"]+)"/g)].map(([, file]) => file!);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const asset = await get(file);
      expect([file, asset.status, (await asset.text()).length > 0]).toEqual([file, 200, true]);
    }
    expect(html).not.toMatch(/<script>|<style>| on[a-z]+=|style="/);
  });
});
