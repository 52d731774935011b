import type { Tx } from '@aftercare/event-store';
import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import type { Timer } from '../event-store';
import type { Firing } from './timers';

/** A job that a timer starts. */
export interface Fired {
  /**
   * Called once per timer, in the transaction that takes it, with its subject locked and the rows of its branch in sight. What it throws
   * brings the timer back, to be tried again later.
   */
  handle(timer: Timer, tx: Tx): Promise<void>;
}

/** A store of the timers' subjects. */
interface Locking {
  lockIn(tx: Tx, id: string): Promise<void>;
}

interface FiresMark {
  readonly kind: string;
  readonly store: Type<Locking>;
}

const markKey = 'aftercare:fires';

/** `@Fires('ticket.first-response', TicketStore)` on a class of the module: it handles the timers of this kind, whose subjects are in this store. */
export const Fires =
  (kind: string, store: Type<Locking>) =>
  (target: Type<Fired>): void =>
    Reflect.defineMetadata(markKey, { kind, store } satisfies FiresMark, target);

/** Every `@Fires` class of the app, by the kind of timer. Throws when two of them handle the same kind. */
export const firingsOf = (app: { get<S>(token: Type<S>, options: { strict: false }): S }, modules: ModulesContainer): ReadonlyMap<string, Firing<Tx>> => {
  const providers = new Set([...modules.values()].flatMap((module) => [...module.providers.values()]));
  const firings = new Map<string, Firing<Tx>>();
  for (const { metatype, instance } of providers) {
    const mark = typeof metatype === 'function' ? (Reflect.getMetadata(markKey, metatype) as FiresMark | undefined) : undefined;
    if (!mark) continue;
    if (firings.has(mark.kind)) throw new Error(`two jobs fire ${mark.kind}`);
    const store = app.get(mark.store, { strict: false });
    firings.set(mark.kind, { lock: (tx, subject) => store.lockIn(tx, subject), fire: (timer, tx) => (instance as Fired).handle(timer, tx) });
  }
  return firings;
};
