import { connect } from 'node:net';
import { configFor, startSample } from '../spec/sample-service';
import { startIssuer, type TestIssuer } from '../spec/issuer';
import { ServiceLogger } from './logger';
import type { RunningService } from './service';

const lines: string[] = [];
let broken: string | null = null;
let issuer: TestIssuer;
let service: RunningService;
let clerk: Record<string, string>;

beforeAll(async () => {
  issuer = await startIssuer();
  clerk = { authorization: `Bearer ${await issuer.tokenFor('ST030', 'clerk')}` };
  service = await startSample(configFor(issuer.url), {
    log: new ServiceLogger({ service: 'sample', level: 'debug', write: (line) => lines.push(line) }),
    checks: { printer: () => broken },
  });
});
afterAll(async () => {
  await service.stop();
  issuer.server.close();
});

interface Answer { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> }
async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(service.url + path, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text } };
}
let keys = 0;
const post = (path: string, body: string | Uint8Array<ArrayBuffer> | undefined, headers: Record<string, string> = {}) =>
  ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json', 'idempotency-key': `key-${++keys}-of-spec`, ...clerk, ...headers } });
const open = (body: object, headers?: Record<string, string>) => post('/tickets', JSON.stringify(body), headers);
const call = { channel: 'phone', words: '漏水' };

describe('a problem document', () => {
  it.each<[string, number, string, string, string]>([
    ['rule', 409, 'part.short', '库存不足：需要 5，只有 2。', 'Too few in stock: 5 wanted, 2 left.'],
    ['unworded', 409, 'ticket.never-worded', '业务规则不允许此操作（ticket.never-worded）。', 'A business rule does not allow this (ticket.never-worded).'],
    ['ticket', 404, 'ticket.not-found', '没有这张工单，或您无权查看。', 'There is no such ticket, or you may not see it.'],
    ['thing', 404, 'gadget.not-found', '找不到，或您无权查看。', 'It does not exist, or you may not see it.'],
    ['away', 503, 'directory.unavailable', '服务暂时不可用，请稍后重试。', 'The service is not available right now: try again shortly.'],
    ['version', 412, 'version.mismatch', '您看到的是第 3 版，现已是第 5 版，请刷新后再试。', 'You have seen version 3, the newest is 5: reload and try again.'],
    ['mismatch', 422, 'idempotency.mismatch', '这个 Idempotency-Key 已用于另一个请求，请换一个新的值。', 'This Idempotency-Key was used for another request: send a new one.'],
    ['keyless', 400, 'idempotency.key-missing', '缺少请求头 Idempotency-Key', 'The header Idempotency-Key is missing'],
    ['twin', 409, 'request.in-progress', '相同 Idempotency-Key 的请求仍在处理，请稍后重试。', 'The first request with this Idempotency-Key is still running'],
    ['database', 500, 'server.error', '服务出错', 'Something broke'],
  ])('of %s has status %i, type %s, and words in both languages', async (failure, status, code, zh, en) => {
    for (const [language, words] of [['zh', zh], ['en', en]] as const) {
      const { headers, body, ...answer } = await ask(`/show/failure/${failure}?secret=canary`, { headers: { 'accept-language': language } });
      expect(answer.status).toBe(status);
      expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(headers.get('content-language')).toBe(language);
      expect(body).toEqual({ type: `/problems/${code}`, title: expect.any(String) as string, status, detail: expect.stringContaining(words) as string, instance: `/show/failure/${failure}`, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string });
    }
  });

  it('says when to come back', async () => {
    expect((await ask('/show/failure/away')).headers.get('retry-after')).toBe('7');
    expect((await ask('/show/failure/twin')).headers.get('retry-after')).toBe('1');
  });

  it('passes on what another service said, under the own trace', async () => {
    const { status, body } = await ask('/show/failure/forwarded', { headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } });
    expect([status, body]).toEqual([409, { type: '/problems/contact.no-words', title: '规则不允许', status: 409, detail: '请填写客户原话。', instance: '/show/failure/forwarded', traceId: '0af7651916cd43dd8448eb211c80319c' }]);
  });

  it.each([
    [undefined, '规则不允许'], ['fr', '规则不允许'], ['en', 'A rule says no'], ['en-GB,zh;q=0.5', 'A rule says no'], ['en;q=0.3, zh-CN;q=0.8', '规则不允许'],
    ['zh;q=0, en;q=0.1', 'A rule says no'], ['en;q=0.9,*;q=0.5', 'A rule says no'], ['*', '规则不允许'], ['en;q=5', '规则不允许'],
  ])('answers "%s" with "%s"', async (header, title) => {
    expect((await ask('/show/failure/rule', { headers: header === undefined ? {} : { 'accept-language': header } })).body['title']).toBe(title);
  });

  it('tells of a defect nothing but the trace id, and the log once, without values', async () => {
    lines.length = 0;
    const { body } = await ask('/show/failure/database?phone=13812345678');
    expect(JSON.stringify(body)).not.toMatch(/uuid|INSERT|22P02|138/);
    const about = lines.filter((line) => line.includes(String(body['traceId'])));
    expect(about).toHaveLength(1);
    expect(JSON.parse(about[0] ?? '')).toMatchObject({ level: 'error', route: '/show/failure/:name', error: { type: 'Error', message: 'invalid input syntax for type uuid: [value]', code: '22P02', table: 'contact' } });
    expect(about[0]).not.toMatch(/张三|138|INSERT/);
  });
});

describe('the walls', () => {
  it('challenges a caller without a token', async () => {
    const { status, headers, body } = await ask('/tickets/1/close', { method: 'POST' });
    expect([status, headers.get('www-authenticate'), body['type']]).toEqual([401, 'Bearer realm="aftercare"', '/problems/token.missing']);
  });
  it('refuses a role without the permission', async () => {
    const token = await issuer.tokenFor('ST900', 'auditor');
    expect(await open(call, { authorization: `Bearer ${token}` })).toMatchObject({ status: 403, body: { type: '/problems/access.denied' } });
  });
  it('knows routes that do not exist from methods that a route does not have', async () => {
    expect(await ask('/nowhere')).toMatchObject({ status: 404, body: { type: '/problems/route.not-found', detail: '没有这个地址。' } });
    expect(await ask('/Tickets')).toMatchObject({ status: 404 });
    const wrong = await ask('/tickets', { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect(await ask('/tickets/%zz')).toMatchObject({ status: 400 });
    expect(await ask('/tickets?from=%00')).toMatchObject({ status: 400, body: { type: '/problems/request.bad-url' } });
  });
  it('puts security headers on every answer and no banner', async () => {
    const { headers } = await ask('/show/failure/rule');
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by') ?? headers.get('server')).toBeNull();
  });
});

describe('a body', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  it.each<[string, string | Uint8Array<ArrayBuffer>, string]>([
    ['not JSON', '{"channel":', 'request.malformed'],
    ['nested 21 deep', `{"channel":${nested(20)}}`, 'request.too-deep'],
    ['nested 100,000 deep', nested(100_000), 'request.too-deep'],
    ['with a name twice', '{"channel":"web","words":"a","ch\\u0061nnel":"phone"}', 'request.repeated-name'],
    ['with __proto__', '{"channel":"web","words":"a","__proto__":{"admin":true}}', 'request.forbidden-name'],
    ['with an escaped __proto__', '{"channel":"web","words":"a","\\u005f_proto__":{"admin":true}}', 'request.forbidden-name'],
    ['with constructor.prototype', '{"channel":"web","words":"a","constructor":{"prototype":{"admin":true}}}', 'request.malformed'],
    ['with broken UTF-8', new Uint8Array([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), 'request.not-utf8'],
    ['with NUL in a text', '{"channel":"web","words":"a\\u0000b"}', 'request.bad-character'],
    ['with half a surrogate pair', '{"channel":"web","words":"\\ud800"}', 'request.bad-character'],
  ])('%s is refused', async (_what, body, code) => {
    expect(await post('/tickets', body)).toMatchObject({ status: 400, body: { type: `/problems/${code}` } });
  });

  it('may be nested 20 deep, may hold brackets in its texts, may start with a BOM', async () => {
    expect((await open({ ...call, lines: nested(15) })).body['type']).toBe('/problems/request.invalid');
    expect(await open({ ...call, words: '[[[[[{{{{"\\' })).toMatchObject({ status: 201 });
    expect(await post('/tickets', `\uFEFF${JSON.stringify(call)}`)).toMatchObject({ status: 201 });
  });
  it('of more than 1 MB is refused', async () => {
    expect(await open({ ...call, words: 'x'.repeat(1024 * 1024) })).toMatchObject({ status: 413, body: { type: '/problems/request.too-large' } });
  });
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])('of type %s is refused', async (type) => {
    expect(await post('/tickets', 'channel=web', { 'content-type': type })).toMatchObject({ status: 415, body: { type: '/problems/request.media-type' } });
  });

  it('that breaks rules is answered field by field, in the reader\'s language', async () => {
    const body = { channel: 'fax', words: 'x'.repeat(21), branchId: 'nowhere', extra: 1, lines: [{ part: 'P1', quantity: 1 }, { part: 7, quantity: 1.5, price: 3 }] };
    const zh = await open(body);
    expect([zh.status, zh.body['detail']]).toEqual([400, '有字段不符合要求，见 errors。']);
    expect(zh.body['errors']).toEqual(expect.arrayContaining([
      { field: '/extra', rule: 'whitelistValidation', message: '没有这个字段，请删除' },
      { field: '/channel', rule: 'isIn', message: '须为 phone, web 之一' },
      { field: '/words', rule: 'maxLength', message: '最多 20 个字符' },
      { field: '/branchId', rule: 'matches', message: '须为网点编码，例如 BR05' },
      { field: '/lines/1/price', rule: 'whitelistValidation', message: '没有这个字段，请删除' },
      { field: '/lines/1/part', rule: 'isString', message: '须为文字' },
      { field: '/lines/1/quantity', rule: 'isInt', message: '须为整数' },
    ]));
    const en = await open(body, { 'accept-language': 'en' });
    expect(en.body['errors']).toEqual(expect.arrayContaining([
      { field: '/words', rule: 'maxLength', message: 'must have at most 20 characters' },
      { field: '/branchId', rule: 'matches', message: 'must be a branch code such as BR05' },
    ]));
  });
  it.each<[string, string]>([['a list', '[]'], ['a text', '"x"'], ['a number', '5'], ['true', 'true'], ['null', 'null'], ['nothing', '']])('that is %s instead of an object is refused', async (_what, body) => {
    expect((await post('/tickets', body)).status).toBe(400);
  });
  it('never becomes another type by itself; a query does where its class says so', async () => {
    expect((await open({ ...call, words: 5 })).status).toBe(400);
    expect(await (await fetch(`${service.url}/tickets?limit=7`)).json()).toEqual([{ limit: 7, from: 'number' }]);
    for (const wrong of ['limit=abc', 'limit=', 'limit=1&limit=2', 'limit=1e9', 'other=1', 'from=2026-02-30']) {
      expect([wrong, (await ask(`/tickets?${wrong}`)).status]).toEqual([wrong, 400]);
    }
  });
});

describe('a command', () => {
  const show = async (id: string, body: string, headers: Record<string, string> = {}) => {
    const answer = await post(`/show/command/${id}`, body, headers);
    return JSON.parse(String(answer.body['text'] ?? '{}')) as Record<string, unknown>;
  };
  it('carries who asks, by which right, for what', async () => {
    const correlationId = '0192a7b1-0000-7000-8000-00000000000a';
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect(await show('7', '{}', { 'if-match': 'W/"12"', 'idempotency-key': '12345678', 'x-correlation-id': correlationId, traceparent })).toEqual({
      principal: { subject: 'ST030', kind: 'staff', roles: ['clerk'], branches: ['BR05'] }, permission: 'ticket:open', idempotencyKey: '12345678',
      route: 'POST /show/command/:id', bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string, version: 12, correlationId, causationId: null, traceparent,
    });
  });
  it('is recognised by address and content, however its JSON was written', async () => {
    const [first, again, other, elsewhere] = await Promise.all([show('7', '{"a":1,"b":[{"c":2,"d":3}]}'), show('7', '{ "b": [{"d":3, "c":2}], "a": 1.0 }'), show('7', '{"a":2}'), show('8', '{"a":1,"b":[{"c":2,"d":3}]}')]);
    expect(again['bodyHash']).toBe(first['bodyHash']);
    expect(other['bodyHash']).not.toBe(first['bodyHash']);
    expect(elsewhere['bodyHash']).not.toBe(first['bodyHash']);
  });
  it.each(['', 'short', 'x'.repeat(129), 'has space', 'umläut-12'])('is refused with the key "%s"', async (key) => {
    const { status, body } = await open(call, { 'idempotency-key': key });
    expect([status, String(body['detail']).includes('Idempotency-Key')]).toEqual([400, true]);
  });
  it.each(['3', '"a"', '"3","4"', '"-1"', 'W/3', ''])('is refused with If-Match %s', async (tag) => {
    expect(await open(call, { 'if-match': tag })).toMatchObject({ status: 400, body: { type: '/problems/version.malformed' } });
  });
  it('is answered with the version as ETag', async () => {
    expect((await open(call, { 'if-match': '"4"' })).headers.get('etag')).toBe('"4"');
    expect((await post('/tickets/7/close', undefined)).status).toBe(204);
  });
  it('does not take a correlation id that could be somebody\'s number', async () => {
    expect((await ask('/nowhere', { headers: { 'x-correlation-id': '13812345678' } })).headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('operations', () => {
  it('is live always, ready when every part is, and names the one that is not', async () => {
    expect(await ask('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
    broken = 'out of paper';
    expect(await ask('/health/ready')).toMatchObject({ status: 503, body: { status: 'not ready', reasons: { printer: 'out of paper' } } });
    expect(await ask('/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
    broken = null;
  });
  it('counts by route, never by address', async () => {
    await ask('/show/failure/rule');
    await ask('/nowhere/13812345678');
    const { text } = (await ask('/metrics')).body;
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/show/failure/:name",status="409"}');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    expect(text).not.toContain('13812345678');
  });
  it('serves its own description', async () => {
    expect((await ask('/openapi.json')).body).toMatchObject({ openapi: '3.1.0', paths: { '/tickets': {} } });
  });
  it('says in one line that its port is taken, and by which variable to change that', async () => {
    const taken = Number(new URL(service.url).port);
    await expect(startSample(configFor(issuer.url, { SERVICE_PORT: taken, LOG_LEVEL: 'error' }), { log: new ServiceLogger({ service: 'second', level: 'fatal' }) }))
      .rejects.toThrow(`端口 ${taken} 已被占用，请更换 SERVICE_PORT · port ${taken} is taken: choose another SERVICE_PORT`);
  });
  it.each([
    ['bytes that are no HTTP', '\x16\x03\x01\x02garbage\r\n\r\n', 400, 'request.not-http'],
    ['a version that does not exist', 'GET / HTTP/9.9\r\n\0\r\n\r\n', 400, 'request.not-http'],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}`, 431, 'request.headers-too-large'],
  ])('answers %s with a problem document, and lives on', async (_what, bytes, status, code) => {
    let answer = '';
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1').on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text)).write(bytes);
    await new Promise((done) => socket.on('close', done));
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*content-type: application/problem\\+json`, 'i'));
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ type: `/problems/${code}`, status, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string });
    expect((await ask('/health/live')).status).toBe(200);
  });
  it('logs nothing that was asked or sent', async () => {
    lines.length = 0;
    await open({ ...call, words: 'canary-words' });
    await ask('/tickets?from=canary-query');
    await ask('/tickets/1/close', { method: 'POST', headers: { authorization: 'Bearer canary-token' } });
    await post('/tickets', '{"canary-body"');
    expect(lines.join('')).toContain('access denied');
    expect(lines.join('')).not.toContain('canary');
  });
});
