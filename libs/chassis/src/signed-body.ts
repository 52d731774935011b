import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

const bytesKey = 'aftercare:bytes';
const kept = new WeakMap<object, Buffer>();

/** A route whose body is signed by who sends it: its bytes are kept beside what they say. */
export const KeepsBytes = () => RouteConfig({ [bytesKey]: true });

/** Keeps the bytes of a body where the route asks for it. */
export const keepBytes = (request: FastifyRequest, body: Buffer): void => {
  if ((request.routeOptions.config as { readonly [bytesKey]?: boolean })[bytesKey]) kept.set(request.raw, body);
};

export const bytesOf = (_data: unknown, context: ExecutionContext): Buffer => kept.get(context.switchToHttp().getRequest<FastifyRequest>().raw) ?? Buffer.alloc(0);

/** Parameter of a route with `@KeepsBytes`: the body as it was sent, every byte of it. */
export const BodyBytes = createParamDecorator(bytesOf);
