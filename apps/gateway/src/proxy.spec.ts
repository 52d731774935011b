import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningService, SpanLine } from '@aftercare/chassis';
import { startGateway } from './gateway';

interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
type Problem = { readonly type: string; readonly detail: string; readonly status: number };

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const textOf = async (message: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += String(chunk);
  return text;
};

/** How long a service may be silent here, in ms. */
const silence = 300;

describe('the gateway', () => {
  const heard: Heard[] = [];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const tickets = createServer((request, response) => {
    void textOf(request).then((body) => {
      heard.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers as Record<string, string>, body });
      answer(request, response);
    }, () => undefined); // a message that was cut is not heard
  });
  let gateway: RunningService;
  let ticketsUrl: string;

  beforeAll(async () => {
    ticketsUrl = await listening(tickets);
    gateway = await startGateway({
      SERVICE_PORT: 0, APP_PROFILE: 'test', LOG_LEVEL: 'info', OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_JWKS_URI: 'http://127.0.0.1:9/jwks', OIDC_AUDIENCE: 'urn:aftercare:api',GATEWAY_JWKS_URI: undefined, 
      OTEL_EXPORTER_OTLP_ENDPOINT: undefined, TRACE_FILE: undefined, UPSTREAM_TIMEOUT_MS: silence, PUBLIC_REQUESTS_PER_MINUTE: 20, TRUSTED_PROXIES: undefined,
      // Port 9 listens nowhere; one that was just closed can be somebody else's by now.
      TICKETS_URL: ticketsUrl, DIRECTORY_URL: 'http://127.0.0.1:9', INVENTORY_URL: undefined, DEALER_RETURNS_URL: undefined, NOTIFIER_URL: undefined, ANALYTICS_URL: undefined, ISSUER_URL: undefined,
    });
  });
  afterAll(async () => {
    await gateway?.stop();
    tickets.closeAllConnections();
    await new Promise((resolve) => tickets.close(resolve));
  });
  beforeEach(() => {
    heard.length = 0;
    answer = (_request, response) => response.setHeader('content-type', 'application/json').end('{"ok":true}');
  });

  const ask = (path: string, init: RequestInit = {}) => fetch(gateway.url + path, { redirect: 'manual', ...init });
  const problem = async (response: Response): Promise<Problem> => {
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    return (await response.json()) as Problem;
  };
  /** Bytes as they stand, however wrong, and everything that comes back. */
  const raw = (text: string): Promise<string> =>
    new Promise((resolve) => {
      let answered = '';
      const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => socket.write(text.replaceAll('\n', '\r\n')));
      socket.setEncoding('utf8').on('data', (chunk: string) => (answered += chunk)).on('close', () => resolve(answered)).on('error', () => undefined);
    });

  it('passes on what a service needs to know, and the body byte by byte', async () => {
    const headers = {
      authorization: 'Bearer abc', 'idempotency-key': '12345678', 'if-match': '"3"', 'accept-language': 'en', 'content-type': 'application/json',
      'x-correlation-id': '0192a7b1-0000-7000-8000-00000000000a',
    };
    const body = '{ "words": "鱼缸漏水",\n "words2":1.0 }';
    const response = await ask('/api/tickets/tickets/7/close?a=1&b=%E5%8D%8E', { method: 'POST', headers, body });
    expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
    expect(heard).toEqual([{ method: 'POST', url: '/tickets/7/close?a=1&b=%E5%8D%8E', body, headers: expect.objectContaining(headers) }]);
  });

  it('passes on nothing that claims who is asking, or from where', async () => {
    await ask('/api/tickets/tickets', {
      headers: {
        'x-forwarded-for': '10.0.0.1', 'x-forwarded-host': 'evil.example', forwarded: 'for=10.0.0.1', 'x-real-ip': '10.0.0.1', 'x-user-id': 'ST001', 'x-user': 'ST001',
        'x-roles': 'admin', 'x-branch': '*', cookie: 'session=1', 'x-anything': 'else', 'proxy-authorization': 'Basic eDp5', te: 'trailers',
      },
    });
    expect(Object.keys(heard[0]!.headers).sort()).toEqual(['accept', 'accept-language', 'connection', 'host', 'x-correlation-id']);
    expect(heard[0]!.headers['host']).toBe(new URL(ticketsUrl).host);
  });

  it('names every request, so that its traces can be found', async () => {
    const response = await ask('/api/tickets/tickets');
    expect(heard[0]!.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get('x-correlation-id')).toBe(heard[0]!.headers['x-correlation-id']);
  });

  it('does not let a caller strip headers by naming them in Connection', async () => {
    const answered = await raw('GET /api/tickets/tickets HTTP/1.1\nHost: x\nConnection: close, x-correlation-id, keep-alive\nX-Correlation-Id: 0192a7b1-0000-7000-8000-00000000000a\n\n');
    expect(answered).toMatch(/^HTTP\/1.1 200/);
    expect(heard[0]!.headers['x-correlation-id']).toBe('0192a7b1-0000-7000-8000-00000000000a');
  });

  it('gives a service\'s answer back as it is: status, problem document, stream, but no header of the connection', async () => {
    answer = (_request, response) => {
      response.writeHead(409, { 'content-type': 'application/problem+json; charset=utf-8', 'keep-alive': 'timeout=7', etag: '"4"', 'retry-after': '3', 'proxy-authenticate': 'Basic' });
      response.write('{"type":');
      setImmediate(() => response.end('"/problems/ticket.closed"}'));
    };
    const response = await ask('/api/tickets/tickets/7', { method: 'DELETE' });
    expect([response.status, await problem(response)]).toEqual([409, { type: '/problems/ticket.closed' }]);
    expect([response.headers.get('etag'), response.headers.get('retry-after'), response.headers.get('proxy-authenticate')]).toEqual(['"4"', '3', null]);
  });

  it('follows no redirect, and turns an own path of the service into one of ours', async () => {
    const locationFor = async (location: string) => {
      answer = (_request, response) => response.writeHead(303, { location }).end();
      return (await ask('/api/tickets/tickets')).headers.get('location');
    };
    expect(await locationFor('/tickets/7')).toBe('/api/tickets/tickets/7');
    expect(await locationFor('https://elsewhere.example/x')).toBe('https://elsewhere.example/x');
    expect(await locationFor('//elsewhere.example/x')).toBe('//elsewhere.example/x');
    expect(heard).toHaveLength(3);
  });

  it.each([
    '/api/nowhere/tickets', '/api/issuer/token', '/api', '/api/', '/api/tickets', '/api/tickets/', '/api/tickets/metrics', '/api/tickets/health/ready', '/api/tickets/openapi.json',
    '/api/tickets/%6detrics', '/api/tickets/health%2Fready', '/api/tickets//metrics', '/api/tickets/./metrics', '/api/tickets/%2e/metrics',
    '/api/tickets/tickets/%2e%2e/metrics', '/api/tickets/tickets/..%2fmetrics', '/api/tickets/tickets/..%5cmetrics', '/api/tickets/%00', '/api/tickets/tickets%3f/../../metrics',
  ])('has nothing at %s', async (path) => {
    const response = await raw(`GET ${path} HTTP/1.1\nHost: x\nConnection: close\n\n`);
    expect(response).toMatch(/^HTTP\/1.1 40[04] [^]*"type":"\/problems\/(route\.not-found|request\.bad-url)"/);
    expect(heard).toEqual([]);
  });

  it('has nothing at an address that climbs out of the service, not even unencoded', async () => {
    for (const path of ['/api/tickets/tickets/../metrics', '/api/tickets/../directory/x', '/api/tickets/tickets/..\\metrics', '/api/tickets/http://evil.example/']) {
      expect(await raw(`GET ${path} HTTP/1.1\nHost: x\nConnection: close\n\n`)).toMatch(/^HTTP\/1.1 404/);
    }
    expect(heard).toEqual([]);
  });

  it('says so when a service was not started, is away, or is silent, in the caller\'s language, and when to come back', async () => {
    const turnedAway = async (path: string, language: string) => {
      const response = await ask(path, { headers: { 'accept-language': language } });
      return [response.status, Number(response.headers.get('retry-after')) > 0, (await problem(response)).type];
    };
    expect(await turnedAway('/api/analytics/tickets-by-day', 'en')).toEqual([503, true, '/problems/service.not-started']);
    expect(await turnedAway('/api/directory/branches', 'en')).toEqual([503, true, '/problems/service.unavailable']);
    answer = () => undefined;
    expect(await turnedAway('/api/tickets/tickets', 'en')).toEqual([503, true, '/problems/service.silent']);
    answer = (request) => request.socket.destroy();
    expect(await turnedAway('/api/tickets/tickets', 'en')).toEqual([503, true, '/problems/service.unavailable']);
    answer = (request) => request.socket.end('HTTP/1.1 nonsense\r\n\r\n');
    expect(await turnedAway('/api/tickets/tickets', 'en')).toEqual([503, true, '/problems/service.unavailable']);
    expect((await problem(await ask('/api/analytics/x'))).detail).toContain('没有启动');
    expect((await problem(await ask('/api/analytics/x', { headers: { 'accept-language': 'en' } }))).detail).toContain('not been started');
  });

  it('never repeats a command by itself', async () => {
    answer = (request) => request.socket.destroy();
    expect((await ask('/api/tickets/tickets', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status).toBe(503);
    expect(heard).toHaveLength(1);
    answer = (_request, response) => response.writeHead(503, { 'retry-after': '1' }).end();
    expect((await ask('/api/tickets/tickets')).status).toBe(503);
    expect(heard).toHaveLength(2);
  });

  it('passes on a body of 1 MB and no more, whether its length was said or not', async () => {
    const limit = 1024 * 1024;
    const post = async (body: string | ReadableStream) => (await ask('/api/tickets/tickets', { method: 'POST', body, headers: { 'content-type': 'application/json' }, duplex: 'half' } as RequestInit)).status;
    expect([await post('x'.repeat(limit)), await post('x'.repeat(limit + 1))]).toEqual([200, 413]);
    const chunk = Buffer.from('x'.repeat(64 * 1024));
    const stream = (chunks: number) => new ReadableStream({ pull: (controller) => { if (chunks-- > 0) controller.enqueue(chunk); else controller.close(); } });
    expect([await post(stream(16)), await post(stream(17))]).toEqual([200, 413]);
    expect(heard.map(({ body }) => body.length)).toEqual([limit, limit]);
  });

  describe('a file', () => {
    const half = 'x'.repeat(100_000);
    /** Sends the first half of a file, and gives the connection and the service's side of it when that half has arrived. */
    const halfSent = async (length: number): Promise<{ socket: Socket; request: IncomingMessage }> => {
      const arrived = new Promise<IncomingMessage>((resolve) => {
        tickets.once('request', (request: IncomingMessage) => {
          let bytes = 0;
          request.on('data', (text: string) => { if ((bytes += text.length) === half.length) resolve(request); });
        });
      });
      const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
      socket.write(`POST /api/tickets/files HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/octet-stream\r\nContent-Length: ${length}\r\n\r\n${half}`);
      return { socket, request: await arrived };
    };

    it('goes on as it comes: its first half has arrived before the second is sent', async () => {
      const { socket } = await halfSent(2 * half.length);
      socket.write(half);
      expect((await text(socket)).split('\r\n')[0]).toBe('HTTP/1.1 200 OK');
      expect([heard[0]?.body.length, heard[0]?.headers['content-length']]).toEqual([2 * half.length, String(2 * half.length)]);
    });

    it.each([['answers', 200], ['says nothing', 503]])('may come slowly, with pauses; the service counts as silent only when it has all of it, and %s', async (what, status) => {
      if (what === 'says nothing') answer = () => undefined;
      const { socket } = await halfSent(2 * half.length);
      const answered = text(socket);
      for (const pause of [0.2, 3, 0.2]) {
        await new Promise((resolve) => setTimeout(resolve, pause * silence));
        socket.write(half.slice(0, half.length / 4));
      }
      socket.write(half.slice(0, half.length / 4));
      expect((await answered).split(' ')[1]).toBe(String(status));
    });

    it('that is cut is cut for the service too', async () => {
      const { socket, request } = await halfSent(2 * half.length);
      socket.destroy();
      if (!request.closed) await new Promise((resolve) => request.once('close', resolve));
      expect([request.complete, heard]).toEqual([false, []]);
    });

    it('of more than 32 MB goes nowhere', async () => {
      const response = await ask('/api/tickets/files', { method: 'POST', body: Buffer.alloc(32 * 1024 * 1024 + 1), headers: { 'content-type': 'application/octet-stream' } });
      expect([response.status, (await problem(response)).type, heard]).toEqual([413, '/problems/upload.too-large', []]);
    });
  });

  it.each([
    ['both a length and chunks', 'Content-Length: 4\nTransfer-Encoding: chunked'],
    ['two lengths', 'Content-Length: 4\nContent-Length: 5'],
    ['a list of lengths', 'Content-Length: 4, 5'],
    ['chunks that are not last', 'Transfer-Encoding: chunked, identity'],
    ['an unknown encoding', 'Transfer-Encoding: xchunked'],
    ['a blank before the colon', 'Transfer-Encoding : chunked'],
    ['a folded header', 'Transfer-Encoding:\n chunked'],
    ['a signed length', 'Content-Length: +4'],
  ])('refuses a message with %s, and what is smuggled behind it', async (_what, lines) => {
    const answered = await raw(`POST /api/tickets/tickets HTTP/1.1\nHost: x\nContent-Type: application/json\n${lines}\n\n0\n\nGET /api/tickets/smuggled HTTP/1.1\nHost: x\nConnection: close\n\n`);
    expect(answered).toMatch(/^HTTP\/1.1 400/);
    expect(answered.match(/HTTP\/1.1/g)).toHaveLength(1);
    expect(heard).toEqual([]);
  });

  it('is ready when everything that was started is, and names who is not', async () => {
    const ready = async () => { const response = await ask('/health/ready'); return [response.status, await response.json()]; };
    expect(await ready()).toEqual([503, { status: 'not ready', reasons: { directory: 'not reachable' } }]);
    answer = (_request, response) => response.writeHead(503).end('{"reasons":{"database":"away"}}');
    expect(await ready()).toEqual([503, { status: 'not ready', reasons: { tickets: 'database: away', directory: 'not reachable' } }]);
    expect((await ask('/health/live')).status).toBe(200);
  });
});

/** As the launcher starts it: only a process of its own traces what Node's HTTP server does. */
it('the gateway goes on with the caller\'s trace: one traceparent, and its own span is the parent', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  const heard: IncomingMessage[] = [];
  const tickets = createServer((request, response) => { heard.push(request); response.end('{}'); });
  const free = createServer();
  const [ticketsUrl, url] = [await listening(tickets), await listening(free)];
  await new Promise((resolve) => free.close(resolve));
  const gateway = fork(join(__dirname, 'gateway.fixture.ts'), {
    execArgv: ['--conditions=@aftercare/source', '-r', join(__dirname, '../../../libs/chassis/spec/typescript.cjs')], silent: true,
    env: {
      ...process.env, SERVICE_PORT: new URL(url).port, APP_PROFILE: 'test', OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_JWKS_URI: 'http://127.0.0.1:9/jwks',
      TRACE_FILE: join(folder, 'gateway.jsonl'), TICKETS_URL: ticketsUrl,
    },
  });
  const ended = once(gateway, 'exit');
  try {
    let output = '';
    const said = new Promise<void>((resolve) => gateway.stdout?.on('data', (data: Buffer) => { if ((output += data.toString()).includes('listens on')) resolve(); }));
    await Promise.race([said, ended.then(() => { throw new Error(output); })]);
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await fetch(`${url}/api/tickets/tickets`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-b7ad6b7169203331-01`, tracestate: 'a=1' } });
    gateway.kill('SIGTERM');
    await ended;

    const spans = readFileSync(join(folder, 'gateway.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as SpanLine).sort((a, b) => a.start - b.start);
    expect(spans.map(({ kind, traceId: id }) => [kind, id])).toEqual([['server', traceId], ['client', traceId]]);
    const [asked, passedOn] = spans as [SpanLine, SpanLine];
    expect([asked.parentId, passedOn.parentId]).toEqual(['b7ad6b7169203331', asked.spanId]);
    const headers = heard.map(({ headersDistinct: { traceparent, tracestate } }) => ({ traceparent, tracestate }));
    expect(headers).toEqual([{ traceparent: [`00-${traceId}-${passedOn.spanId}-01`], tracestate: ['a=1'] }]);
  } finally {
    gateway.kill('SIGKILL');
    await ended;
    tickets.closeAllConnections();
    await new Promise((resolve) => tickets.close(resolve));
    rmSync(folder, { recursive: true });
  }
}, 60_000); // a process takes seconds to start on a busy machine
