export interface Rooms {
  /** For rows, on the first page and on every other one. */
  readonly first: number;
  readonly next: number;
  /** What stands below the last row and may not stand alone. */
  readonly tail: number;
}

/**
 * How many rows stand on each page, all heights in one unit. Rows are never broken; the tail stands on the last page with the last two rows,
 * or with as many of them as leave room for it. A row that is higher than `first - tail` has to be made lower before.
 */
export const paginate = (heights: readonly number[], { first, next, tail }: Rooms): readonly number[] => {
  const pages: number[] = [];
  let room = first;
  let count = 0;
  for (const height of heights) {
    if (count > 0 && height > room) {
      pages.push(count);
      room = next;
      count = 0;
    }
    room -= height;
    count += 1;
  }
  if (count < 2 || tail <= room) return [...pages, count];
  const lastTwo = heights.slice(-2).reduce((sum, height) => sum + height, 0);
  const along = count > 2 && lastTwo + tail <= next ? 2 : 1;
  return [...pages, count - along, along];
};
