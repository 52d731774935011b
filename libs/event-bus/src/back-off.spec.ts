import * as fc from 'fast-check';
import { BackOff } from './back-off';

describe('back-off', () => {
  it('doubles from 50 ms to 5 s and stays there', () => {
    const backOff = new BackOff(50, 5_000, () => 0);
    expect(Array.from({ length: 9 }, () => backOff.next())).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    backOff.reset();
    expect(backOff.next()).toBe(50);
  });

  it('is shortened by chance, at most by half', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (tries, chance) => {
        const [full, jittered] = [new BackOff(50, 5_000, () => 0), new BackOff(50, 5_000, () => chance)];
        for (let n = 0; n < tries; n++) {
          full.next();
          jittered.next();
        }
        const [most, pause] = [full.next(), jittered.next()];
        expect(pause).toBeGreaterThan(most / 2 - 1e-9);
        expect(pause).toBeLessThanOrEqual(most);
      }),
    );
  });
});
