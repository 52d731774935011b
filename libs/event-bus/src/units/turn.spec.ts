import type { ParkedStatus } from '../event-store';
import { turnOf } from './turn';

const now = 1_000;
const parked = (sequence: number, status: ParkedStatus = 'behind', nextAt: number | null = null) => ({ sequence, status, nextAt: nextAt === null ? null : new Date(nextAt) });
const turn = (last: number, ...records: ReturnType<typeof parked>[]) => turnOf(last, records, now).map(({ sequence }) => sequence);

describe('whose turn it is among the parked of a key', () => {
  it('is a failing one that is due, and those behind it up to the first hole', () => {
    expect(turn(4, parked(5, 'failing', now), parked(6), parked(7), parked(9))).toEqual([5, 6, 7]);
  });

  it('is nobody before the failing one is due', () => {
    expect(turn(4, parked(5, 'failing', now + 1), parked(6))).toEqual([]);
  });

  it('is the first in waiting when the one before it took effect or was discarded', () => {
    expect(turn(4, parked(5), parked(6))).toEqual([5, 6]);
  });

  it('is nobody while an event is missing, or a dead one holds the key', () => {
    expect(turn(4, parked(6), parked(7))).toEqual([]);
    expect(turn(4, parked(5, 'dead'), parked(6))).toEqual([]);
    expect(turn(4)).toEqual([]);
  });

  it('does not pass a dead one', () => {
    expect(turn(4, parked(5), parked(6, 'dead'), parked(7))).toEqual([5]);
  });
});
