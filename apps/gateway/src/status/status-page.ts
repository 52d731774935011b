import { Refusal } from '@aftercare/chassis';
import { toSVG } from 'bwip-js';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { plainPolicy } from '../pages';
import type { Services } from '../services';
import type { CustomerStatus } from './customer-status';
import { renderNotice, renderStatus, type Language } from './render';

const patience = 5_000;
interface Asked {
  Params: { readonly token: string };
  Querystring: { readonly lang?: unknown };
}

/**
 * How a ticket stands, for the customer who was told its link: a page without a script, kept nowhere, found by no search engine. A link that is wrong, of
 * somewhere else or too old shows one and the same page. And the link as a code to photograph, which says nothing of whether it leads anywhere.
 */
export function serveStatus(http: FastifyInstance, services: Services, publicUrl: string | undefined): void {
  /** Who has asked too often reads it in words, as everything else on this page. */
  const inWords = (error: Error, request: FastifyRequest<Asked>, reply: FastifyReply): unknown => error instanceof Refusal && error.status === 429
    ? send(reply.headers(error.headers), 429, renderNotice('many', languageOf(request), { seconds: error.headers['Retry-After'] ?? '60' }))
    : http.errorHandler(error, request, reply);
  http.get<Asked>('/s/:token', { errorHandler: inWords }, async (request, reply) => {
    const language = languageOf(request);
    const status = await ask(services, request.params.token);
    if (typeof status === 'string') return send(reply, status === 'gone' ? 404 : 503, renderNotice(status, language));
    return send(reply, 200, renderStatus(status, language));
  });
  http.get<Asked>('/s/:token/qr.svg', async ({ params: { token }, protocol, host }, reply) => {
    const link = `${new URL(publicUrl ?? `${protocol}://${host}`).origin}/s/${encodeURIComponent(token)}`;
    return reply.type('image/svg+xml').header('Cache-Control', 'no-store').send(toSVG({ bcid: 'qrcode', text: link.slice(0, 200), padding: 4, backgroundcolor: 'ffffff' }));
  });
}

const send = (reply: FastifyReply, status: number, html: string): FastifyReply =>
  reply.code(status).type('text/html; charset=utf-8').headers({
    'Cache-Control': 'no-store', 'Content-Security-Policy': plainPolicy, 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex, nofollow', Vary: 'Accept-Language', ...(status === 503 ? { 'Retry-After': '60' } : {}),
  }).send(html);

async function ask(services: Services, token: string): Promise<CustomerStatus | 'gone' | 'away'> {
  const url = services.urlOf('tickets');
  if (url === undefined) return 'away';
  try {
    const answer = await fetch(`${url}/customer-status/${encodeURIComponent(token)}`, { signal: AbortSignal.timeout(patience), redirect: 'error' });
    if (answer.status === 404) return 'gone';
    return answer.ok ? ((await answer.json()) as CustomerStatus) : 'away';
  } catch {
    return 'away';
  }
}

/** As the link says, or as the browser prefers; Chinese otherwise. */
const languageOf = ({ query, headers }: FastifyRequest<Asked>): Language => {
  if (query.lang === 'zh' || query.lang === 'en') return query.lang;
  const [first = ''] = (headers['accept-language'] ?? '').split(',');
  return /^\s*en\b/i.test(first) ? 'en' : 'zh';
};
