import httpProxy from '@fastify/http-proxy';
import { isStream, refuseTooLarge, uploadType } from '@aftercare/chassis';
import { NotFound, Unavailable } from '@aftercare/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import { serviceNames, type ServiceName, type Services } from './services';

/** What a service is told about who is asking; nothing, when nobody says who he is. */
export type WhoAsks = (request: FastifyRequest, service: ServiceName) => Promise<IncomingHttpHeaders>;

/**
 * What a service hears of a request. Everything else stays here: hop-by-hop headers, cookies, and whatever claims to know
 * who is asking or where from. Who asks is said by a token of ours alone, made of what the caller's token or that of his session proves (`whoAsks`). The trace
 * goes on through the tracing of this process, whose own span is the next one's parent: a second header would break it.
 */
const heard = ['accept', 'accept-language', 'content-type', 'idempotency-key', 'if-match', 'if-none-match'] as const;

/** What concerns only the connection that it came on (RFC 9110 §7.6.1). */
const hopByHop = ['connection', 'keep-alive', 'proxy-authenticate', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

/** Pages for those who run a service; nobody outside reads them. */
const internal: readonly string[] = ['health', 'metrics', 'test'];

/** Sends `/api/<service>/…` on to the service, without that prefix. */
export async function proxyTo(http: FastifyInstance, services: Services, silenceMs: number, whoAsks: WhoAsks): Promise<void> {
  const asking = new WeakMap<FastifyRequest, IncomingHttpHeaders>();
  for (const name of serviceNames) {
    const prefix = `/api/${name}`;
    const upstream = services.urlOf(name);
    if (upstream === undefined) {
      http.all(`${prefix}/*`, () => { throw new Unavailable('service.not-started', 30); });
      continue;
    }
    await http.register(async (scope) => {
      // The body is read to its end, up to the limit, before a byte of it goes on; what it means is the service's business. A file goes on as it comes.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => { done(null, body); });
      scope.addContentTypeParser(uploadType, (_request, file, done) => { done(null, file); });
      await scope.register(httpProxy, {
        prefix,
        upstream,
        proxyPayloads: false,
        disableCache: true,
        destroyAgent: true,
        internalRewriteLocationHeader: false,
        undici: { connections: 64, pipelining: 1, headersTimeout: silenceMs, bodyTimeout: silenceMs, connect: { timeout: 2_000 } },
        // Once more for a read whose kept connection had been closed meanwhile; a command is repeated by its caller only.
        retryMethods: ['GET', 'HEAD'],
        preHandler: (request, _reply, done) => {
          if (!isOpen(request)) return done(new NotFound('route'));
          whoAsks(request, name).then((headers) => { asking.set(request, headers); done(); }, done);
        },
        handler: (request, reply, destination, options) => {
          if (isStream(request.body)) refuseTooLarge(Number(request.headers['content-length'] ?? 0));
          return reply.from(destination, {
            ...options,
            ...(Buffer.isBuffer(request.body) ? { body: request.body, contentType: request.headers['content-type'] ?? 'application/octet-stream' } : {}),
            retriesCount: 1,
            rewriteRequestHeaders: (_request, headers) => ({ ...heardOf(headers, reply), ...asking.get(request), ...(isStream(request.body) ? lengthOf(request) : {}) }),
            rewriteHeaders: (headers) => answered(headers, prefix),
            onError: (turnedAway, { error }) => { turnedAway.send(unavailable(error)); },
          });
        },
      });
    });
  }
}

/** Whether the address names something that the service offers to the outside. */
const isOpen = (request: FastifyRequest): boolean => {
  const path = (request.params as { '*'?: string })['*'] ?? '';
  const [first = '', ...rest] = path.split(/[/\\]/);
  return /^[a-z][a-z0-9-]*$/.test(first) && !internal.includes(first) && !rest.some((part) => part === '.' || part === '..');
};

const heardOf = (headers: IncomingHttpHeaders, reply: FastifyReply): IncomingHttpHeaders => ({
  ...Object.fromEntries(heard.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]]))),
  host: headers.host,
  'x-correlation-id': String(reply.getHeader('x-correlation-id')),
});

/** The length that was said of a file: when fewer bytes come, the service must know that it does not have the whole. */
const lengthOf = ({ headers }: FastifyRequest): IncomingHttpHeaders => (headers['content-length'] === undefined ? {} : { 'content-length': headers['content-length'] });

const answered = (headers: IncomingHttpHeaders, prefix: string): IncomingHttpHeaders => {
  const { location, ...rest } = Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name))) as IncomingHttpHeaders;
  return location === undefined ? rest : { ...rest, location: /^\/(?!\/)/.test(location) ? prefix + location : location };
};

const unavailable = (error: Error): Unavailable => {
  const { code } = error as { code?: string };
  return code === 'FST_REPLY_FROM_GATEWAY_TIMEOUT' ? new Unavailable('service.silent', 5, { cause: error }) : new Unavailable('service.unavailable', 2, { cause: error });
};
