import { setTimeout as after } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics';
import type { OpenApiDocument } from './openapi';

/** Says why a part cannot do its work now, or `null` when it can. A check that throws or takes 2 s counts as broken. */
export type Check = () => string | null | Promise<string | null>;

export interface Operations {
  readonly checks: Readonly<Record<string, Check>>;
  readonly isDraining: () => boolean;
  readonly metrics: Metrics;
  readonly openApi: () => OpenApiDocument;
}

/**
 * The routes for those who run the service, open to whoever reaches its port; the gateway passes none of them on.
 * `/health/live`: the event loop turns. `/health/ready`: every part can work; 503 names those that cannot, and why.
 */
export function serveOperations(http: FastifyInstance, { checks, isDraining, metrics, openApi }: Operations): void {
  http.get('/health/live', () => ({ status: 'live' }));
  http.get('/health/ready', async (_request, reply) => {
    const reasons = isDraining() ? { service: 'draining' } : await reasonsOf(checks);
    if (Object.keys(reasons).length === 0) return { status: 'ready' };
    return reply.code(503).header('Retry-After', '1').send({ status: 'not ready', reasons });
  });
  http.get('/metrics', async (_request, reply) => reply.type(metrics.register.contentType).send(await metrics.register.metrics()));
  let document: string | undefined;
  http.get('/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send((document ??= JSON.stringify(openApi()))));
}

async function reasonsOf(checks: Operations['checks']): Promise<Record<string, string>> {
  const asked = Object.entries(checks).map(async ([name, check]) => [name, await reasonOf(check)] as const);
  return Object.fromEntries((await Promise.all(asked)).filter((entry): entry is readonly [string, string] => entry[1] !== null));
}

async function reasonOf(check: Check): Promise<string | null> {
  const answered = new AbortController();
  try {
    return await Promise.race([check(), after(2_000, 'no answer within 2 s', { signal: answered.signal, ref: false })]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    answered.abort();
  }
}
