import type { RecordBatch } from '../event-bus';
import type { Item } from './item';

/** A batch on its way: `position` is where its partition stands, everything before it took effect or is parked. */
export interface Waiting {
  readonly batch: RecordBatch;
  readonly signal: AbortSignal;
  done: number;
  position: bigint;
  inFlight: boolean;
  /** Ends the batch: the bus goes on at `position`. */
  readonly finish: () => void;
}

/** Some records of one batch, as they go into a transaction; never none. */
export interface Share {
  readonly waiting: Waiting;
  /** Where the partition must stand for them. */
  readonly from: bigint;
  readonly items: readonly Item[];
}

export const sizeOf = (shares: readonly Share[]): number => shares.reduce((sum, { items }) => sum + items.length, 0);

export const lastOf = ({ items }: Pick<Share, 'items'>): Item => items.at(-1) as Item;

/** Where the partition goes on after them. */
export const offsetAfter = (share: Pick<Share, 'items'>): bigint => lastOf(share).record.offset + 1n;

/** The same records in two lists of shares, in the same order; of one record, the first is empty. */
export const halves = (shares: readonly Share[]): readonly [Share[], Share[]] => {
  const first: Share[] = [];
  const second: Share[] = [];
  let room = sizeOf(shares) >> 1;
  for (const { waiting, from, items } of shares) {
    const [head, tail] = [items.slice(0, room), items.slice(room)];
    if (head.length > 0) first.push({ waiting, from, items: head });
    if (tail.length > 0) second.push({ waiting, from: head.length > 0 ? offsetAfter({ items: head }) : from, items: tail });
    room -= head.length;
  }
  return [first, second];
};
