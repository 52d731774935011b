import type { Key, ParkedRecord, UnitStore } from '../event-store';
import type { Gap } from './guard';
import { branchesOf, type HandlerCalls } from './handler-calls';
import type { UnitName } from './handlers';
import { idOf, isEvent, parkedRecord, type EventItem } from './item';
import { judge } from './judge';
import { lastOf, offsetAfter, type Share } from './share';
import { OffsetsMoved } from './stopped';

/** What a chunk has done. */
export interface ChunkOutcome {
  readonly applied: number;
  readonly skipped: number;
  readonly duplicates: number;
  /** The events that handlers took. */
  readonly handled: readonly EventItem[];
  readonly parked: readonly ParkedRecord[];
  readonly gaps: readonly (Key & Gap)[];
}

/**
 * All of it or nothing: moves the offsets, checks each key's sequence, calls the handlers, stores the events that reactions raise, and
 * puts aside what cannot take effect, until `retryAt` where it is its turn. Throws `OffsetsMoved` when a partition is not where it should be.
 */
export const commitChunk = async <T>(store: UnitStore<T>, unit: UnitName, calls: HandlerCalls<T>, shares: readonly Share[], retryAt: Date): Promise<ChunkOutcome> => {
  const items = shares.flatMap((share) => share.items);
  const events = items.filter(isEvent);
  const wanted = events.filter((item) => item.wanted && item.failure === null);
  const moves = shares.map((share) => {
    const { topic, partition: part } = share.waiting.batch;
    return { topic, part, from: share.from, next: offsetAfter(share), lastEventId: idOf(lastOf(share)) };
  });
  return calls.run(wanted, branchesOf(wanted.map(({ event }) => event)), async (tx, spans) => {
    if (!(await store.move(tx, unit, moves))) throw new OffsetsMoved();
    const { apply, duplicates, park, gaps } = await judge(tx, store, unit, events, retryAt);
    const unreadable = items.flatMap((item) => (item.event === null && item.failure ? [parkedRecord(item, { status: 'dead', nextAt: null, failure: item.failure })] : []));
    const parked = [...unreadable, ...park];
    if (parked.length > 0) await store.park(tx, unit, parked);
    const counts = await calls.apply(tx, apply, spans);
    return { ...counts, duplicates, handled: apply.filter((item) => item.wanted), parked, gaps };
  });
};
