import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RunningService } from '@aftercare/chassis';
import { startGateway } from '../gateway';
import type { CustomerStatus } from './customer-status';
import { renderStatus } from './render';
import { parcelStates, states, types, waits } from './words';

const status: CustomerStatus = {
  number: 'TK-HZ-2026-000001', type: 'repair', state: 'waiting', waitingFor: 'parts', openedAt: '2026-11-25T02:00:00.000Z', takenUp: true, promisedAt: '2026-11-27T06:00:00.000Z', escalated: true, resolvedAt: null, silentConsentAt: null,
  closedAt: null, parcels: [{ carrier: '甲号<b>快运', waybill: 'KDA2026S01001', state: 'late', promisedOn: '2026-11-28', arrivedOn: null }], zone: 'Asia/Shanghai', asOf: '2026-11-27T09:00:00.000Z',
};

it('knows every word that tickets can say', () => {
  const { components: { schemas } } = JSON.parse(readFileSync(join(__dirname, '../../../tickets/openapi.json'), 'utf8')) as { components: { schemas: Record<string, { properties: Record<string, { enum?: (string | null)[]; anyOf?: { enum?: string[] }[] }> }> } };
  const codes = (schema: string, field: string): string[] => {
    const { enum: own, anyOf } = schemas[schema]!.properties[field]!;
    return (own ?? anyOf?.flatMap((one) => one.enum ?? []) ?? []).filter((code): code is string => code !== null).sort();
  };
  expect([codes('CustomerStatus', 'type'), codes('CustomerStatus', 'state'), codes('CustomerStatus', 'waitingFor'), codes('CustomerParcel', 'state')])
    .toEqual([types, states, waits, parcelStates].map((words) => Object.keys(words).sort()));
  expect(Object.keys(schemas['CustomerStatus']!.properties).sort()).toEqual(Object.keys(status).sort());
});

it('says it in plain words and honest numbers, in both languages', () => {
  const zh = renderStatus(status, 'zh');
  expect(zh).toContain('在等配件到货');
  expect(zh).toContain('已超时 3 小时</b> 主管已介入。');
  expect(zh).toContain('甲号&#60;b&#62;快运');
  expect(renderStatus({ ...status, asOf: '2026-11-27T03:00:00.000Z' }, 'zh')).toMatch(/<dt>承诺解决<\/dt><dd>11月27日周五 14:00 前/);
  const en = renderStatus({ ...status, state: 'resolved', waitingFor: null, promisedAt: null, silentConsentAt: '2026-12-01T02:00:00.000Z' }, 'en');
  expect(en).toMatch(/There is a result[^]*call us before Tue/);
  // What is left in Chinese: the carrier's name, and the way back.
  expect(en.replaceAll('甲号', '').replaceAll('快运', '').replaceAll('中文', '')).not.toMatch(/[\u4e00-\u9fff]/u);
});

describe('the page at /s/<token>', () => {
  let answer: { code: number; body: object } = { code: 200, body: status };
  const tickets = createServer((request, response) => { request.resume(); response.writeHead(answer.code, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body)); });
  let gateway: RunningService;
  beforeAll(async () => {
    await new Promise<void>((resolve) => tickets.listen(0, '127.0.0.1', resolve));
    gateway = await startGateway({
      SERVICE_PORT: 0, APP_PROFILE: 'test', LOG_LEVEL: 'info', OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_JWKS_URI: 'http://127.0.0.1:9/jwks', OIDC_AUDIENCE: 'urn:aftercare:api', GATEWAY_JWKS_URI: undefined,
      OTEL_EXPORTER_OTLP_ENDPOINT: undefined, TRACE_FILE: undefined, UPSTREAM_TIMEOUT_MS: 300, PUBLIC_REQUESTS_PER_MINUTE: 8, TRUSTED_PROXIES: undefined,
      TICKETS_URL: `http://127.0.0.1:${(tickets.address() as AddressInfo).port}`, DIRECTORY_URL: undefined, INVENTORY_URL: undefined, DEALER_RETURNS_URL: undefined, NOTIFIER_URL: undefined, ANALYTICS_URL: undefined, ISSUER_URL: undefined,
    });
  });
  afterAll(async () => {
    await gateway?.stop();
    tickets.closeAllConnections();
    tickets.close();
  });
  const open = (path: string, language = 'zh-CN') => fetch(gateway.url + path, { headers: { 'accept-language': language } });

  it('has no script, is kept nowhere, speaks the reader’s language, and weighs less than 30 kB with all that it loads', async () => {
    const page = await open(`/s/${'ab'.repeat(16)}`);
    const html = await page.text();
    expect([page.status, page.headers.get('cache-control'), page.headers.get('referrer-policy'), page.headers.get('content-security-policy')]).toEqual([200, 'no-store', 'no-referrer', expect.stringContaining("default-src 'self'")]);
    expect(html).not.toContain('<script');
    const loaded = await Promise.all([...html.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(async ([, path]) => Buffer.from(await (await open(path!)).arrayBuffer())));
    expect([html, ...loaded].reduce((sum, part) => sum + gzipSync(part).length, 0)).toBeLessThan(30_000);
    expect(await (await open(`/s/${'ab'.repeat(16)}`, 'en-GB,en;q=0.9')).text()).toContain('lang="en-GB"');
    expect(await (await open(`/s/${'ab'.repeat(16)}?lang=zh`, 'en')).text()).toContain('lang="zh-CN"');
    expect(await (await open(`/s/${'ab'.repeat(16)}/qr.svg`)).text()).toMatch(/^<svg/);
  });

  it('is the same 404 for what leads nowhere, says when tickets is away, and stops who asks too often', async () => {
    answer = { code: 404, body: {} };
    const [one, other] = [await open(`/s/${'ab'.repeat(16)}`), await open('/s/x')];
    expect([one.status, other.status, await one.text()]).toEqual([404, 404, await other.text()]);
    answer = { code: 500, body: {} };
    const away = await open('/s/x');
    expect([away.status, away.headers.get('retry-after'), await away.text()]).toEqual([503, '60', expect.stringContaining('暂时查不到')]);
    const answers = [];
    for (let asked = 0; asked < 4; asked++) answers.push(await open('/s/x'));
    const many = answers.at(-1)!;
    expect([many.status, many.headers.get('content-type'), many.headers.get('retry-after'), await many.text()]).toEqual([429, 'text/html; charset=utf-8', expect.stringMatching(/^\d+$/), expect.stringContaining('刷新得太频繁')]);
  });
});
