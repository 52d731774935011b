import * as fc from 'fast-check';
import type { Item } from './item';
import { halves, offsetAfter, sizeOf, type Share, type Waiting } from './share';

/** Shares of so many records each, in partitions that begin somewhere. */
const shares = fc.array(fc.tuple(fc.nat(1_000), fc.integer({ min: 1, max: 20 })), { minLength: 1, maxLength: 12 }).map((sizes) =>
  sizes.map(([start, size], partition): Share => ({
    waiting: { batch: { partition } } as Waiting,
    from: BigInt(start),
    items: Array.from({ length: size }, (_, at) => ({ record: { partition, offset: BigInt(start + at) } }) as Item),
  })),
);

it('halving keeps every record once and in order, and says where each part of a partition begins', () => {
  fc.assert(
    fc.property(shares, (whole) => {
      const parts = halves(whole);
      const [first, second] = parts.map(sizeOf) as [number, number];
      expect([first, second]).toEqual([Math.floor(sizeOf(whole) / 2), Math.ceil(sizeOf(whole) / 2)]);
      expect(parts.flat().flatMap(({ items }) => items)).toEqual(whole.flatMap(({ items }) => items));
      const at = new Map(whole.map(({ waiting, from }) => [waiting, from]));
      for (const share of parts.flat()) {
        expect(share.from).toBe(at.get(share.waiting));
        expect(share.items.length).toBeGreaterThan(0);
        at.set(share.waiting, offsetAfter(share));
      }
    }),
  );
});
