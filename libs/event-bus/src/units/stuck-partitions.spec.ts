import { StuckPartitions } from './stuck-partitions';

const place = { topic: 't', partition: 1 };
const limits = { restMs: 5_000, transientMs: 900_000 };

/** Fails at the head of its partition every 5 s; `between` happens in between. Gives the time of the first verdict, or null. */
const failingFor = (ms: number, between: (stuck: StuckPartitions, now: number) => void): number | null => {
  const stuck = new StuckPartitions(limits);
  for (let now = 0; now <= ms; now += 5_000) {
    if (stuck.failed(place, 7n, now)) return now;
    between(stuck, now + 1);
  }
  return null;
};

describe('a partition whose next event fails by something that should pass', () => {
  it('is blamed on the event after 15 minutes in which others succeeded', () => {
    expect(failingFor(3_600_000, (stuck, now) => stuck.succeeded(now))).toBe(900_000);
  });

  it('is not while nothing else succeeds either, and the time does not count', () => {
    expect(failingFor(3_600_000, () => undefined)).toBeNull();
    expect(failingFor(3_600_000, (stuck, now) => now > 600_000 && stuck.succeeded(now))).toBe(1_500_000);
  });

  it('rests between two tries, until it has moved on', () => {
    const stuck = new StuckPartitions(limits);
    stuck.failed(place, 7n, 0);
    expect([stuck.rests(place, 7n, 4_999), stuck.rests(place, 7n, 5_000), stuck.rests(place, 8n, 0)]).toEqual([true, false, false]);
    expect([stuck.any, stuck.has(place, 7n), stuck.has(place, 8n)]).toEqual([true, true, false]);
    stuck.forget(place);
    expect([stuck.any, stuck.rests(place, 7n, 0)]).toEqual([false, false]);
  });
});
