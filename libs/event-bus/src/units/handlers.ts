import type { EventContract, ReceivedEvent } from '@aftercare/contracts';
import type { Tx } from '@aftercare/event-store';
import { Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
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
}

type Received<C> = C extends EventContract<infer T> ? ReceivedEvent<T> : never;

// Nest would turn what a handler throws into `{status, message}`; the runner must see the error itself.
@Catch()
class PassErrorsOn implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

const mark = (unit: UnitName, contracts: readonly EventContract[], target: object, key: string | symbol, descriptor: PropertyDescriptor): void => {
  const extras: { readonly mark: HandlerMark } = { mark: { unit, name: `${target.constructor.name}.${String(key)}`, contracts } };
  // Both parameters by name, so that Nest hands over the transaction as well.
  Payload()(target, key, 0);
  Ctx()(target, key, 1);
  UseFilters(new PassErrorsOn())(target, key, descriptor);
  EventPattern(contracts.map(({ type }) => type), extras)(target, key, descriptor);
};

/**
 * A reaction: called once for each event, in order per key, in the transaction that also moves the unit past the event. It takes
 * effect exactly once; whatever it throws rolls everything back and is tried again.
 */
export const When =
  <T>(contract: EventContract<T>) =>
  <M extends (event: ReceivedEvent<T>, tx: Tx) => Promise<void>>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<M>): void =>
    mark('reactions', [contract as unknown as EventContract], target, key, descriptor);

/**
 * A projection: called once for each transaction with its events of these contracts, in order per key, never with none. It takes
 * effect exactly once; it may not raise events and must be able to start again from the first event.
 */
export const Projects =
  <const C extends readonly EventContract[]>(...contracts: C) =>
  <M extends (events: readonly Received<C[number]>[], tx: Tx) => Promise<void>>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<M>): void =>
    mark('views', contracts, target, key, descriptor);
