import fc from 'fast-check';
import { Turns } from './turns';

it('lets so many at a time through, everybody once and in the order of their coming, also when some of them fail', async () => {
  await fc.assert(fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 3 }), fc.array(fc.boolean(), { maxLength: 12 }), async (scheduler, most, fails) => {
    const turns = new Turns(most);
    const begun: number[] = [];
    let [now, highest] = [0, 0];
    const all = fails.map((fail, at) => turns.take(async () => {
      begun.push(at);
      highest = Math.max(highest, ++now);
      await scheduler.schedule(Promise.resolve());
      now--;
      if (fail) throw new Error(String(at));
    }).catch(() => undefined));
    await scheduler.waitFor(Promise.all(all));
    expect(begun).toEqual(fails.map((_, at) => at));
    expect(highest).toBe(Math.min(most, fails.length));
  }), { numRuns: 100 });
});
