import rateLimit from '@fastify/rate-limit';
import { Refusal } from '@aftercare/chassis';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * What a service answers to whoever asks, signed in or not, and how many times the limit of a person it takes; a test compares it with what the
 * services say of themselves.
 */
export const publicRoutes: Readonly<Record<string, number>> = {
  // A file, for every paper that is looked at.
  'GET /api/analytics/papers/style.css': 10,
  'GET /api/dealer-returns/papers/style.css': 10,
  'POST /api/directory/authenticity-checks': 1,
  'GET /api/directory/papers/style.css': 10,
  // One carrier speaks of all of its parcels from one address, and signs what it says.
  'POST /api/inventory/carriers/{code}/pushes': 100,
  'GET /api/inventory/papers/style.css': 10,
  'GET /api/tickets/customer-status/{token}': 1,
  'GET /api/tickets/papers/style.css': 10,
};

/** Pages of our own that ask a service for whoever knows their address. */
const publicPages: Readonly<Record<string, number>> = { 'GET /s/{token}': 1, 'GET /s/{token}/qr.svg': 1 };

/**
 * So many requests a minute may one address send to a public route; who sends more is told when to come back, and no service hears of it. A network
 * of IPv6 (/64) is one caller. Behind a proxy the caller is whom it names, if it is one of those that are trusted; otherwise everybody behind it is one
 * caller.
 *
 * The counts are in this process: started anew it has forgotten them, and n gateways let n times as many pass. That still is a bound on what
 * one caller can cause, which is all this is for; an exact one would need a store that every request waits for. Many addresses at once are
 * for the network in front of the gateway to see.
 */
export async function limitPublicRoutes(scope: FastifyInstance, perMinute: number): Promise<void> {
  await scope.register(rateLimit, { global: false });
  const limits = Object.entries({ ...publicRoutes, ...publicPages }).map(([route, times]) => ({ pattern: patternOf(route), count: scope.createRateLimit({ max: times * perMinute, timeWindow: 60_000 }) }));
  scope.addHook('onRequest', async (request) => {
    const asked = routeOf(request);
    const limit = limits.find(({ pattern }) => pattern.test(asked));
    const counted = await limit?.count(request);
    if (counted && !counted.isAllowed && counted.isExceeded) throw new Refusal(429, 'request.too-many', { seconds: counted.ttlInSeconds }, [], { 'Retry-After': String(counted.ttlInSeconds) });
  });
}

const patternOf = (route: string): RegExp => new RegExp(`^${route.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);

/** As the service will read it: the rest of the address is decoded already. */
const routeOf = ({ method, routeOptions: { url = '' }, params }: FastifyRequest): string => `${method} ${url.replace('*', (params as { '*'?: string } | undefined)?.['*'] ?? '')}`;
