import { prove, seeds } from './prove';

// A file of its own, so that both processors have something to do.
describe('the real relay, units and timers in a world of faults', () => {
  it(`keep the promise for every even seed up to ${seeds}`, async () => {
    expect((await prove(2, 2)).played).toBe(seeds / 2);
  });
});
