import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Unavailable } from '@aftercare/kernel';
import type { FastifyInstance, FastifyReply } from 'fastify';

const built = join(__dirname, '../../console/dist');

/** Nothing but our own; the component kit writes style elements, and the page's own number lets them in. */
const policy = (nonce: string): string =>
  `default-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'`;

/** Screens have addresses of their own; which one is shown, the page decides. */
const screens = ['/', '/call', '/queue', '/tickets/:number'];

/** The console: one page for all screens, and its files, whose names change with what is in them. */
export async function serveConsole(http: FastifyInstance): Promise<void> {
  await http.register(fastifyStatic, {
    root: join(built, 'console'), prefix: '/console/', decorateReply: false, cacheControl: false,
    setHeaders: (reply) => { reply.header('Cache-Control', 'public, max-age=31536000, immutable'); },
  });
  for (const screen of screens) http.get(screen, (_request, reply) => sendPage(reply));
}

const sendPage = (reply: FastifyReply): FastifyReply => {
  const nonce = randomBytes(16).toString('base64url');
  return reply.type('text/html; charset=utf-8').header('Content-Security-Policy', policy(nonce)).send(page().replace('$nonce', nonce));
};

const page = (): string => {
  try {
    return readFileSync(join(built, 'index.html'), 'utf8');
  } catch (cause) {
    throw new Unavailable('console.not-built', 30, { cause });
  }
};
