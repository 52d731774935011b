// Decorators are called as functions: Node runs this file as it is.
import 'reflect-metadata';
import type { ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller, Module } from '@nestjs/common';
import type { movedOf } from './stack.ts';

type Moved = ReturnType<typeof movedOf>;

export const upsertView = {
  name: 'apply-moved',
  text: `INSERT INTO view AS v (key, events, last) SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[])
   ON CONFLICT (key) DO UPDATE SET events = v.events + excluded.events, last = greatest(v.last, excluded.last)`,
};

/** The chunk folded in memory: one row per key, sorted. */
export function foldedView(events: readonly { readonly key: string; readonly sequence: number }[]): [string[], number[], number[]] {
  const sums = new Map<string, { events: number; last: number }>();
  for (const { key, sequence } of events) sums.set(key, { events: (sums.get(key)?.events ?? 0) + 1, last: sequence });
  const sorted = [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
  return [sorted.map(([key]) => key), sorted.map(([, sum]) => sum.events), sorted.map(([, sum]) => sum.last)];
}

/** A module with one projection of these events: how many of each key there were, and the last one. */
export function viewModule(contract: Moved, seen: (events: readonly ReceivedEvent<Moved['example']>[]) => void = () => undefined): new () => object {
  class View {
    async apply(events: readonly ReceivedEvent<Moved['example']>[], tx: Tx): Promise<void> {
      await tx.query(upsertView, foldedView(events));
      seen(events);
    }
  }
  Projects(contract)(View.prototype, 'apply', Object.getOwnPropertyDescriptor(View.prototype, 'apply')!);
  Controller()(View);
  class Desk {}
  Module({ controllers: [View] })(Desk);
  return Desk;
}
