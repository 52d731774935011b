import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { NotFound, Unavailable } from '@aftercare/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { plainPolicy } from './pages';

const built = join(__dirname, '../../console/dist');

/** Nothing but our own; the component kit writes style elements, and the page's own number lets them in. */
const policy = (nonce: string): string =>
  `default-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'`;

/** The fronts, each a page for all of its screens: the desk, and what fits into a hand. */
const fronts: Readonly<Record<string, string>> = { '/': 'index.html', '/m': 'm.html' };

/** Whoever asks for a page at an address that is nothing else gets the console, which knows its screens and says when there is none. */
const asksForPage = ({ headers, url }: FastifyRequest): boolean => /\btext\/html\b/.test(headers.accept ?? '') && !/^\/(api|assets|console)\//.test(url);

/** The pages, and their files, whose names change with what is in them. */
export async function serveConsole(http: FastifyInstance): Promise<void> {
  await http.register(fastifyStatic, {
    root: join(built, 'console'), prefix: '/console/', decorateReply: false, cacheControl: false,
    setHeaders: (reply) => { reply.header('Cache-Control', 'public, max-age=31536000, immutable'); },
  });
  const serve = (address: string, file: string): void => {
    http.get(address, (_request, reply) => sendPage(reply, file));
    http.get(address === '/' ? '/*' : `${address}/*`, (request, reply) => {
      if (!asksForPage(request)) throw new NotFound('route');
      return sendPage(reply, file);
    });
  };
  for (const [address, file] of Object.entries(fronts)) serve(address, file);
  // Opens `/m` without a network, and asks nobody but us. Browsers look for a new one whenever the page is opened.
  http.get('/m-worker.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').header('Cache-Control', 'no-cache').header('Content-Security-Policy', plainPolicy).send(page('m-worker.js')));
}

const sendPage = (reply: FastifyReply, file: string): FastifyReply => {
  const nonce = randomBytes(16).toString('base64url');
  return reply.type('text/html; charset=utf-8').header('Content-Security-Policy', policy(nonce)).send(page(file).replace('$nonce', nonce));
};

const page = (file: string): string => {
  try {
    return readFileSync(join(built, file), 'utf8');
  } catch (cause) {
    throw new Unavailable('console.not-built', 30, { cause });
  }
};
