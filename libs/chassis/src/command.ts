import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { NotSignedIn, type Principal } from '@aftercare/auth';
import type { Cause as StoreCause, Command as StoreCommand } from '@aftercare/event-store';
import { Refusal } from './refusal';
import { correlationIdOf, routeOf, traceparentOf, type ServiceRequest } from './request';
import { isStream } from './upload';

const requestOf = (context: ExecutionContext): ServiceRequest => context.switchToHttp().getRequest<ServiceRequest>();

export const commandOf = (_data: unknown, context: ExecutionContext): StoreCommand => {
  const request = requestOf(context);
  const { principal, permission } = signedIn(request);
  return {
    principal,
    permission,
    idempotencyKey: idempotencyKeyOf(request),
    route: `${request.method} ${routeOf(request)}`,
    bodyHash: hashOf(request),
    version: versionOf(request.headers['if-match']),
    correlationId: correlationIdOf(request),
    causationId: null,
    traceparent: traceparentOf(request),
  };
};
export const causeOf = (_data: unknown, context: ExecutionContext): StoreCause => {
  const request = requestOf(context);
  return { correlationId: correlationIdOf(request), causationId: null, traceparent: traceparentOf(request) };
};
export const actorOf = (_data: unknown, context: ExecutionContext): Principal => signedIn(requestOf(context)).principal;

/** Parameter of a route that changes something: who asks, by which permission, and everything that makes a repetition recognisable. */
export const Command = createParamDecorator(commandOf);
export type Command = StoreCommand;

/** Parameter of a route at which nobody is signed in: what the events of the request are a consequence of. */
export const Cause = createParamDecorator(causeOf);
export type Cause = StoreCause;

/** Parameter of a route behind `@Requires`: who asks. */
export const Actor = createParamDecorator(actorOf);
export type Actor = Principal;

/** The `ETag` of a version, to be sent back as `If-Match`. An answer with a number `version` carries it by itself. */
export const etag = (version: number): string => `"${version}"`;

const signedIn = ({ principal, permission }: ServiceRequest) => {
  if (!principal || !permission) throw new NotSignedIn('token.missing');
  return { principal, permission };
};

const idempotencyKeyOf = (request: ServiceRequest): string | null => {
  const key = request.headers['idempotency-key'];
  if (key === undefined || key === '') {
    if (request.method === 'POST') throw new Refusal(400, 'idempotency.key-missing');
    return null;
  }
  if (typeof key !== 'string' || !/^[\x21-\x7e]{8,128}$/.test(key)) throw new Refusal(400, 'idempotency.key-malformed');
  return key;
};

/** `*` asks for no version in particular. Several tags are refused: a ticket has one newest version. */
const versionOf = (header: string | undefined): number | null => {
  if (header === undefined || header.trim() === '*') return null;
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim())?.[1];
  if (version === undefined) throw new Refusal(400, 'version.malformed');
  return Number(version);
};

/**
 * The whole address belongs to it: the route's template is the same for two tickets, the same key for both must not be. A file is not here
 * yet; whoever receives it adds its content.
 */
const hashOf = (request: ServiceRequest): string =>
  createHash('sha256').update(request.url).update('\n').update(isStream(request.body) ? '' : canonical(request.body)).digest('hex');

/** The command, told apart also by a file that came with it: the same key with another file is a mistake. */
export const withContent = (command: StoreCommand, content: Buffer): StoreCommand => ({ ...command, bodyHash: createHash('sha256').update(command.bodyHash).update(content).digest('hex') });

/** JSON with sorted names, so that a client that builds its body anew for a retry is recognised. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
};
