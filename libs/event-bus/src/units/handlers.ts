import type { EventContract, ReceivedEvent } from '@aftercare/contracts';
import type { Tx } from '@aftercare/event-store';
import { Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';

/** A service's two named consumers. `reactions` may change aggregates and raise events; `views` only write rows. */
export type UnitName = 'reactions' | 'views';

/** What a decorated method says of itself; travels as the extras of Nest's event pattern. */
export interface HandlerMark {
  readonly unit: UnitName;
  /** `Class.method`, for people. */
  readonly name: string;
  readonly contracts: readonly EventContract[];
  /** It may begin with what comes now, although events of its types have been passed by. */
  readonly since?: 'now';
}

type Received<C> = C extends EventContract<infer T> ? ReceivedEvent<T> : never;

// Nest would turn what a handler throws into `{status, message}`; the runner must see the error itself.
@Catch()
class PassErrorsOn implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** The class of a projection's handlers, by which people name it. */
export const projectionOf = ({ name }: Pick<HandlerMark, 'name'>): string => name.split('.')[0] as string;

const markKey = 'aftercare:handler';

const mark = (of: Omit<HandlerMark, 'name'>, target: object, key: string | symbol, descriptor: PropertyDescriptor): void => {
  const { contracts } = of;
  const extras: { readonly mark: HandlerMark } = { mark: { ...of, name: `${target.constructor.name}.${String(key)}` } };
  // Both parameters by name, so that Nest hands over the transaction as well.
  Payload()(target, key, 0);
  Ctx()(target, key, 1);
  UseFilters(new PassErrorsOn())(target, key, descriptor);
  Reflect.defineMetadata(markKey, extras.mark, target, key);
  EventPattern(contracts.map(({ type }) => type), extras)(target, key, descriptor);
};

/**
 * A reaction: called once for each event, in order per key, in the transaction that also moves the unit past the event. It takes
 * effect exactly once and sees the rows of the event's branch alone. What it throws rolls everything back; when it is not a trouble that
 * passes, the event is parked and tried again, and its key waits. A new reaction to a type whose events have been passed by is refused,
 * since it would know only half of them, unless it says `since: 'now'`.
 */
export const When =
  <T>(contract: EventContract<T>, { since }: { readonly since?: 'now' } = {}) =>
  <M extends (event: ReceivedEvent<T>, tx: Tx) => Promise<void>>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<M>): void =>
    mark({ unit: 'reactions', contracts: [contract as unknown as EventContract], since }, target, key, descriptor);

/**
 * A projection: called once for each transaction with its events of these contracts, in order per key, never with none. It takes
 * effect exactly once; it may not raise events and must be able to start again from the first event.
 */
export const Projects =
  <const C extends readonly EventContract[]>(...contracts: C) =>
  <M extends (events: readonly Received<C[number]>[], tx: Tx) => Promise<void>>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<M>): void =>
    mark({ unit: 'views', contracts }, target, key, descriptor);

/** The topics of every projection of an app, by the projection's name. */
export const projectionsOf = (modules: ModulesContainer): ReadonlyMap<string, readonly string[]> => {
  const controllers = new Set([...modules.values()].flatMap((module) => [...module.controllers.values()].map(({ metatype }) => metatype)));
  const topics = new Map<string, string[]>();
  for (const controller of controllers) {
    if (typeof controller !== 'function') continue;
    const prototype = controller.prototype as object;
    for (const method of Object.getOwnPropertyNames(prototype)) {
      const found = Reflect.getMetadata(markKey, prototype, method) as HandlerMark | undefined;
      if (found?.unit !== 'views') continue;
      const name = projectionOf(found);
      topics.set(name, [...new Set([...(topics.get(name) ?? []), ...found.contracts.map(({ topic }) => topic)])].sort());
    }
  }
  return topics;
};
