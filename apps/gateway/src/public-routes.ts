import rateLimit from '@fastify/rate-limit';
import { Refusal } from '@aftercare/chassis';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What a service answers to whoever asks, signed in or not; a test compares it with what the services say of themselves. */
export const publicRoutes: readonly string[] = ['POST /api/directory/authenticity-checks'];

/**
 * So many requests a minute may one address send to public routes, all of them together; who sends more is told when to come back, and no
 * service hears of it. A network of IPv6 (/64) is one caller. Behind a proxy the caller is whom it names, if it is one of those that are trusted;
 * otherwise everybody behind it is one caller.
 *
 * The counts are in this process: started anew it has forgotten them, and n gateways let n times as many pass. That still is a bound on what
 * one caller can cause, which is all this is for; an exact one would need a store that every request waits for. Many addresses at once are
 * for the network in front of the gateway to see.
 */
export async function limitPublicRoutes(scope: FastifyInstance, perMinute: number): Promise<void> {
  await scope.register(rateLimit, { global: false });
  const count = scope.createRateLimit({ max: perMinute, timeWindow: 60_000 });
  scope.addHook('onRequest', async (request) => {
    if (!publicRoutes.includes(routeOf(request))) return;
    const counted = await count(request);
    if (!counted.isAllowed && counted.isExceeded) throw new Refusal(429, 'request.too-many', { seconds: counted.ttlInSeconds }, [], { 'Retry-After': String(counted.ttlInSeconds) });
  });
}

/** As the service will read it: the rest of the address is decoded already. */
const routeOf = ({ method, routeOptions: { url = '' }, params }: FastifyRequest): string => `${method} ${url.replace('*', (params as { '*'?: string } | undefined)?.['*'] ?? '')}`;
