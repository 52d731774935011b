import * as fc from 'fast-check';
import { OutageGuard } from './outage-guard';

const limits = { keys: 10, windowMs: 30_000, firstPauseMs: 30_000, longestPauseMs: 300_000 };
const keys = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `k${from + at}`);
const fail = (guard: OutageGuard, names: readonly string[], now: number) => names.map((key) => guard.failed(key, now));
const tripped = (now = 0): OutageGuard => {
  const guard = new OutageGuard(limits);
  fail(guard, keys(0, 10), now);
  return guard;
};
/** One trial, as soon as the pause is over; gives the time of its end. */
const trial = (guard: OutageGuard, now: number, failing: readonly string[], working: readonly string[]): number => {
  const at = now + guard.resting(now);
  fail(guard, failing, at);
  guard.succeeded(working, at);
  guard.conclude(at);
  return at;
};

describe('the outage guard', () => {
  it('pauses when the tenth of ten keys fails, and lets only nine be parked', () => {
    const guard = new OutageGuard(limits);
    expect(fail(guard, keys(0, 10), 5)).toEqual([...Array<boolean>(9).fill(false), true]);
    expect([guard.paused, guard.resting(5)]).toEqual([true, 30_000]);
  });

  it('trips soon after healthy times, too', () => {
    const guard = new OutageGuard(limits);
    guard.succeeded(keys(100, 5_000), 0);
    expect(fail(guard, keys(0, 20), 1).indexOf(true)).toBe(10);
  });

  it('does not take one bad key, or half of them, for an outage', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 100 }), (bad) => {
        const guard = new OutageGuard(limits);
        bad.forEach((key, at) => {
          guard.succeeded(keys(at, at + 3), at);
          expect(guard.failed(key, at)).toBe(false);
        });
      }),
    );
    const guard = new OutageGuard(limits);
    for (let n = 0; n < 50; n++) {
      guard.succeeded([`good${n}`], n);
      expect(guard.failed(`bad${n}`, n)).toBe(false);
    }
  });

  it('forgets failures after the window', () => {
    const guard = new OutageGuard(limits);
    fail(guard, keys(0, 9), 0);
    expect(guard.failed('k9', 30_001)).toBe(false);
  });

  it('parks nothing in a trial, and doubles the pause up to the longest when it fails', () => {
    const guard = tripped();
    const pauses: number[] = [];
    for (let now = 0, n = 0; n < 6; n++) {
      now = trial(guard, now, keys(0, 12), []);
      expect(guard.failed('k0', now)).toBe(true);
      pauses.push(guard.resting(now));
    }
    expect(pauses).toEqual([60_000, 120_000, 240_000, 300_000, 300_000, 300_000]);
  });

  it('goes on when at least half of a trial succeeds, and starts small next time', () => {
    const guard = tripped();
    const now = trial(guard, trial(guard, 0, keys(0, 12), []), ['k1'], ['k2']);
    expect([guard.paused, guard.resting(now)]).toEqual([false, 0]);
    fail(guard, keys(0, 10), now);
    expect(guard.resting(now)).toBe(30_000);
  });

  it('learns nothing from a trial in which nothing was tried', () => {
    const guard = tripped();
    guard.conclude(30_000);
    expect([guard.paused, guard.resting(30_000)]).toEqual([true, 0]);
  });

  it('does not let a few bad keys wait for ever when nothing else comes', () => {
    const guard = tripped();
    let now = 0;
    for (let n = 0; n < 5; n++) now = trial(guard, now, ['k1'], []);
    expect(guard.paused).toBe(false);
    expect(now).toBe(30_000 + 60_000 + 120_000 + 240_000 + 300_000);
  });
});
