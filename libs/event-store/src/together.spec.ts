import { Unavailable } from '@aftercare/kernel';
import { Together } from './together';

interface Item {
  readonly id: string;
  readonly bad?: Error;
}

/** Transactions that end when the test says so; `ran` tells which items each one had. */
const underTest = ({ most = 100, mostWaiting = 100 } = {}) => {
  const ran: string[][] = [];
  const open: (() => void)[] = [];
  const together = new Together<Item, string>({
    most, mostWaiting,
    idOf: ({ id }) => id,
    work: async (items) => {
      ran.push(items.map(({ id }) => id));
      await new Promise<void>((end) => open.push(end));
      const bad = items.find((item) => item.bad);
      if (bad?.bad) throw bad.bad;
      return items.map(({ id }) => ({ status: 'fulfilled', value: `${id} is done` }));
    },
  });
  const end = async (): Promise<void> => {
    open.shift()?.();
    await new Promise(setImmediate);
  };
  return { ran, end, take: (id: string, bad?: Error) => together.take({ id, ...(bad && { bad }) }) };
};

it('lets one go at once and alone, and those that come meanwhile together after it, in the order in which they came', async () => {
  const { ran, end, take } = underTest();
  const all = Promise.all(['a', 'b', 'c'].map((id) => take(id)));
  expect(ran).toEqual([['a']]);
  await end();
  expect(ran).toEqual([['a'], ['b', 'c']]);
  await end();
  expect(await all).toEqual(['a is done', 'b is done', 'c is done']);
  const later = take('d');
  expect(ran.at(-1)).toEqual(['d']);
  await end();
  expect(await later).toBe('d is done');
});

it('answers whoever is done, also while others go on', async () => {
  const { end, take } = underTest();
  const [first, second] = [take('a'), take('b')];
  await end();
  expect(await first).toBe('a is done');
  await end();
  expect(await second).toBe('b is done');
});

it('takes no more together than it may, and a repetition only after what it repeats', async () => {
  const { ran, end, take } = underTest({ most: 2 });
  const all = Promise.all(['a', 'b', 'b', 'c', 'd'].map((id) => take(id)));
  for (let n = 0; n < 4; n++) await end();
  await all;
  expect(ran).toEqual([['a'], ['b', 'c'], ['b', 'd']]);
});

it('lets one that cannot be done harm no other', async () => {
  const { ran, end, take } = underTest();
  const all = Promise.allSettled([take('a'), take('b'), take('c', new Error('broken')), take('d')]);
  for (let n = 0; n < 5; n++) await end();
  expect((await all).map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message))).toEqual(['a is done', 'b is done', 'broken', 'd is done']);
  expect(ran).toEqual([['a'], ['b', 'c', 'd'], ['b'], ['c'], ['d']]);
});

it('does not try each of them where the database is not there for any', async () => {
  const { ran, end, take } = underTest();
  const gone = new Unavailable('database.unavailable', 1);
  const all = Promise.allSettled([take('a'), take('b', gone), take('c')]);
  for (let n = 0; n < 2; n++) await end();
  expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(ran).toEqual([['a'], ['b', 'c']]);
});

it('asks whoever comes when too many wait to come again', async () => {
  const { end, take } = underTest({ mostWaiting: 1 });
  const all = Promise.all([take('a'), take('b')]);
  await expect(take('c')).rejects.toMatchObject({ code: 'work.too-much-waiting', retryAfterSeconds: 1 });
  for (let n = 0; n < 2; n++) await end();
  expect(await all).toEqual(['a is done', 'b is done']);
});
