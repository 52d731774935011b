import fastifyCookie from '@fastify/cookie';
import { ForbiddenException } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BrowserConfig } from '../config';
import type { Attempt } from './identity-provider';
import type { Session, Sessions } from './sessions';

/** A page that is not ours has sent this, or may have. Answered as 403; nothing has changed. */
export class RequestForged extends ForbiddenException {
  readonly code = 'request.forged';

  constructor() {
    super('request.forged');
  }
}

/** Our own pages send it with every request; no other page can. `background`: no person did anything. */
const ownHeader = 'x-aftercare';
const changesNothing = ['GET', 'HEAD', 'OPTIONS'];
const tenMinutes = 600;

/** What stands between a browser and its session: the cookies, and the proof that a request comes from our own page. */
export class BrowserDoor {
  readonly #origin: string;
  readonly #session: string;
  readonly #attempt: string;
  readonly #cookie: { readonly path: '/'; readonly httpOnly: true; readonly sameSite: 'lax'; readonly secure: boolean };

  constructor(
    { PUBLIC_URL }: Pick<BrowserConfig, 'PUBLIC_URL'>,
    private readonly sessions: Sessions,
  ) {
    const { origin, protocol } = new URL(PUBLIC_URL);
    const secure = protocol === 'https:';
    // Under TLS the browser itself sees to it that nobody but this host has set it, over TLS, for the whole host.
    const prefix = secure ? '__Host-' : '';
    this.#origin = origin;
    this.#session = `${prefix}aftercare`;
    this.#attempt = `${prefix}aftercare-sign-in`;
    this.#cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure };
  }

  /** For all routes: what changes something and rides on a cookie must prove that it comes from a page of ours. */
  async guard(http: FastifyInstance): Promise<void> {
    await http.register(fastifyCookie);
    http.addHook('onRequest', (request, _reply, done) => {
      const rides = this.#secretOf(request) !== undefined && request.headers.authorization === undefined;
      const ours = request.headers.origin === this.#origin && request.headers[ownHeader] !== undefined;
      done(rides && !changesNothing.includes(request.method) && !ours ? new RequestForged() : undefined);
    });
  }

  /** The session that the request rides on; `null`: it brings no cookie. Throws `SessionEnded`. */
  async sessionOf(request: FastifyRequest, { touch = request.headers[ownHeader] !== 'background' } = {}): Promise<Session | null> {
    const secret = this.#secretOf(request);
    return secret === undefined ? null : this.sessions.find(secret, { touch });
  }

  /** The token of the provider that says who is asking: the caller's own, else that of his session, which knows his name, too. */
  async whoAsks(request: FastifyRequest): Promise<{ readonly authorization: string | undefined; readonly name: string | null }> {
    if (request.headers.authorization !== undefined) return { authorization: request.headers.authorization, name: null };
    const session = await this.sessionOf(request);
    return session === null ? { authorization: undefined, name: null } : { authorization: `Bearer ${session.tokens.accessToken}`, name: session.tokens.name };
  }

  remember(attempt: Attempt, reply: FastifyReply): void {
    reply.setCookie(this.#attempt, Buffer.from(JSON.stringify(attempt)).toString('base64url'), { ...this.#cookie, maxAge: tenMinutes });
  }

  /** The attempt that this browser has begun; one counts once. */
  recall(request: FastifyRequest, reply: FastifyReply): Attempt | null {
    const kept = request.cookies[this.#attempt];
    reply.clearCookie(this.#attempt, this.#cookie);
    try {
      const { state, nonce, verifier, back } = JSON.parse(Buffer.from(kept ?? '', 'base64url').toString('utf8')) as Record<keyof Attempt, unknown>;
      return typeof state === 'string' && typeof nonce === 'string' && typeof verifier === 'string' ? { state, nonce, verifier, back: this.placeOf(back) } : null;
    } catch {
      return null;
    }
  }

  /** A new secret with every sign-in; what the browser was before has ended. */
  async let(request: FastifyRequest, reply: FastifyReply, secret: string): Promise<void> {
    await this.leave(request, reply);
    reply.setCookie(this.#session, secret, this.#cookie);
  }

  /** Ends the session of this browser; gives what it was. */
  async leave(request: FastifyRequest, reply: FastifyReply): Promise<Session | null> {
    const secret = this.#secretOf(request);
    reply.clearCookie(this.#session, this.#cookie);
    return secret === undefined ? null : this.sessions.end(secret);
  }

  /** A place of ours to go to, whatever was asked for. */
  placeOf(wanted: unknown): string {
    if (typeof wanted !== 'string' || !URL.canParse(wanted, this.#origin)) return '/';
    const { origin, pathname, search, hash } = new URL(wanted, this.#origin);
    return origin === this.#origin && !pathname.startsWith('//') ? pathname + search + hash : '/';
  }

  #secretOf(request: FastifyRequest): string | undefined {
    return request.cookies[this.#session];
  }
}
