import { eventually } from './eventually';

describe('eventually', () => {
  it('gives back the first answer that does not throw', async () => {
    let tries = 0;
    const answer = await eventually(() => {
      tries += 1;
      if (tries < 4) throw new Error('not yet');
      return tries;
    });
    expect(answer).toBe(4);
  });

  it('fails with the last reason when the time is over', async () => {
    await expect(eventually(() => Promise.reject(new Error('still 3 rows')), { within: 30 })).rejects.toThrow('not so within 30 ms: still 3 rows');
  });
});
