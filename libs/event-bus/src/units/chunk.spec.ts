import * as fc from 'fast-check';
import { planChunk } from './chunk';

describe('planning a chunk', () => {
  it('takes the oldest first, never more than the limit, and fills it when it can', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 30 }), fc.integer({ min: 1, max: 1000 }), (waiting, limit) => {
        const plan = planChunk(waiting, limit);
        const sum = (sizes: readonly number[]) => sizes.reduce((a, b) => a + b, 0);
        expect(sum(plan)).toBe(Math.min(limit, sum(waiting)));
        plan.slice(0, -1).forEach((take, at) => expect(take).toBe(waiting[at]));
        plan.forEach((take) => expect(take).toBeGreaterThan(0));
      }),
    );
  });

  it('gets through everything in order when it is asked again and again', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 10 }), fc.integer({ min: 1, max: 60 }), (sizes, limit) => {
        const left = sizes.map((size) => ({ size, done: 0 }));
        let rounds = 0;
        for (let open = left; open.length > 0; open = open.filter(({ size, done }) => done < size)) {
          planChunk(open.map(({ size, done }) => size - done), limit).forEach((take, at) => (open[at]!.done += take));
          rounds += 1;
        }
        expect(rounds).toBe(Math.ceil(sizes.reduce((a, b) => a + b, 0) / limit));
      }),
    );
  });
});
