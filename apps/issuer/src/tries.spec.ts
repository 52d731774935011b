import { Tries } from './tries';

it('waits a minute after the fifth wrong password, then starts anew', () => {
  let now = 0;
  const tries = new Tries(() => now);
  for (let n = 0; n < 5; n += 1) {
    expect(tries.waitFor('ST030')).toBe(0);
    tries.failed('ST030');
  }
  expect(tries.waitFor('ST030')).toBe(60);
  expect(tries.waitFor('ST031')).toBe(0);
  now = 59_001;
  expect(tries.waitFor('ST030')).toBe(1);
  now = 60_000;
  expect(tries.waitFor('ST030')).toBe(0);
  tries.failed('ST030');
  expect(tries.waitFor('ST030')).toBe(0);
});

it('forgets wrong passwords after the right one', () => {
  const tries = new Tries(() => 0);
  for (let n = 0; n < 4; n += 1) tries.failed('ST030');
  tries.succeeded('ST030');
  tries.failed('ST030');
  expect(tries.waitFor('ST030')).toBe(0);
});
