import fc from 'fast-check';
import { paginate } from './paginate';

const rooms = { first: 100, next: 140, tail: 30 };

describe('rows on pages', () => {
  it.each([
    ['all on one page', [20, 20], [2]],
    ['until the next one does not fit', [40, 40, 20, 40], [3, 1]],
    ['two with the tail that has no room left', [30, 30, 30], [1, 2]],
    ['one, where two and the tail are more than a page', [70, 25, 10, 60, 60], [2, 2, 1]],
  ])('stand %s', (_how, heights, expected) => expect(paginate(heights, rooms)).toEqual(expected));

  it('are all there in order, none is broken, and the tail is never alone', () => {
    const heights = fc.array(fc.integer({ min: 1, max: rooms.first - rooms.tail }), { minLength: 1, maxLength: 60 });
    fc.assert(fc.property(heights, (rows) => {
      const pages = paginate(rows, rooms);
      expect(pages.reduce((sum, count) => sum + count, 0)).toBe(rows.length);
      let from = 0;
      for (const [page, count] of pages.entries()) {
        expect(count).toBeGreaterThan(0);
        const used = rows.slice(from, from += count).reduce((sum, height) => sum + height, 0);
        expect(used + (page === pages.length - 1 ? rooms.tail : 0)).toBeLessThanOrEqual(page === 0 ? rooms.first : rooms.next);
      }
    }));
  });
});
