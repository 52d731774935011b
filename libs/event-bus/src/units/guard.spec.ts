import * as fc from 'fast-check';
import { guard, type Arrival } from './guard';

/** A log of one key: 1…n in order, with repeats of earlier records (single or in runs) anywhere behind them. */
const logWithRepeats = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.array(fc.tuple(fc.nat(60), fc.nat(60), fc.integer({ min: 1, max: 5 })), { maxLength: 20 })).map(([n, repeats]) => {
  const log = Array.from({ length: n }, (_, at) => at + 1);
  for (const [where, from, length] of repeats) {
    const at = where % (log.length + 1);
    const known = Math.max(0, ...log.slice(0, at));
    if (known > 0) log.splice(at, 0, ...Array.from({ length }, (_, i) => Math.min(known, (from % known) + 1 + i)));
  }
  return { n, log };
});

const fresh = { last: 0, parked: [] };
const sound = (log: readonly number[]): Arrival[] => log.map((sequence) => ({ sequence, refused: false }));
const withVerdict = (arrivals: readonly Arrival[], { verdicts }: { verdicts: readonly string[] }, verdict: string) => arrivals.filter((_, at) => verdicts[at] === verdict).map(({ sequence }) => sequence);
const upTo = (n: number) => Array.from({ length: n }, (_, at) => at + 1);

/** Any records of a key, in any order, some of which cannot take effect; and whatever the unit knows of it already. */
const anything = fc.record({
  last: fc.nat(10),
  parked: fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 5 }).map((list) => list.sort((a, b) => a - b)),
  arrivals: fc.array(fc.record({ sequence: fc.integer({ min: 1, max: 30 }), refused: fc.boolean() }), { maxLength: 40 }),
});

describe('the sequence guard', () => {
  it('applies each event once and in order, however often and wherever it is repeated', () => {
    fc.assert(
      fc.property(logWithRepeats, ({ n, log }) => {
        const decision = guard(fresh, sound(log));
        expect(withVerdict(sound(log), decision, 'apply')).toEqual(upTo(n));
        expect(decision).toMatchObject({ last: n, gaps: [] });
        expect(decision.verdicts).not.toContain('behind');
      }),
    );
  });

  it('parks everything of a key behind a lost event, and tells of the loss once', () => {
    fc.assert(
      fc.property(logWithRepeats, fc.nat(100), ({ n, log }, which) => {
        const lost = (which % n) + 1;
        const cut = sound(log.filter((sequence) => sequence !== lost));
        const decision = guard(fresh, cut);
        expect(withVerdict(cut, decision, 'apply')).toEqual(upTo(lost - 1));
        expect(withVerdict(cut, decision, 'behind')).toEqual(upTo(n).slice(lost));
        expect(decision.gaps).toEqual(lost < n ? [{ expected: lost, got: lost + 1 }] : []);
      }),
    );
  });

  it('parks the missing event as well when it comes at last: what waits must not be overtaken by what follows', () => {
    expect(guard({ last: 3, parked: [5, 6] }, sound([4, 7, 5]))).toEqual({ verdicts: ['behind', 'behind', 'duplicate'], last: 3, gaps: [] });
  });

  it('lets one that cannot take effect hold its key, without calling it a gap', () => {
    const arrivals = [1, 2, 3, 4].map((sequence) => ({ sequence, refused: sequence === 2 }));
    expect(guard(fresh, arrivals)).toEqual({ verdicts: ['apply', 'refuse', 'behind', 'behind'], last: 1, gaps: [] });
  });

  it('goes on when what is parked has been discarded', () => {
    expect(guard({ last: 6, parked: [5, 6] }, sound([7, 8]))).toEqual({ verdicts: ['apply', 'apply'], last: 8, gaps: [] });
  });

  it('never lets an event overtake a parked one, apply one twice, apply a refused one, or lose one', () => {
    fc.assert(
      fc.property(anything, ({ last, parked, arrivals }) => {
        const decision = guard({ last, parked }, arrivals);
        const open = new Set(parked.filter((sequence) => sequence > last));
        let reached = last;
        arrivals.forEach(({ sequence, refused }, at) => {
          const verdict = decision.verdicts[at];
          if (verdict === 'apply') {
            expect([sequence, refused, open.size]).toEqual([reached + 1, false, 0]);
            reached = sequence;
          } else if (verdict === 'duplicate') {
            expect(sequence <= reached || open.has(sequence)).toBe(true);
          } else {
            expect(sequence > reached && !open.has(sequence)).toBe(true);
            if (verdict === 'refuse') expect([sequence, refused, open.size]).toEqual([reached + 1, true, 0]);
            open.add(sequence);
          }
        });
        expect(decision.last).toBe(reached);
      }),
    );
  });

  it('tells of a gap exactly when a sequence follows that nobody could have seen coming', () => {
    fc.assert(
      fc.property(anything, ({ last, parked, arrivals }) => {
        let highest = Math.max(last, ...parked);
        const expected = arrivals.flatMap(({ sequence }) => {
          const gap = sequence > highest + 1 ? [{ expected: highest + 1, got: sequence }] : [];
          highest = Math.max(highest, sequence);
          return gap;
        });
        expect(guard({ last, parked }, arrivals).gaps).toEqual(expected);
      }),
    );
  });

  it('gives the same whether the log comes in one chunk or in several', () => {
    fc.assert(
      fc.property(anything, fc.nat(40), ({ last, parked, arrivals }, cut) => {
        const [head, tail] = [arrivals.slice(0, cut), arrivals.slice(cut)];
        const whole = guard({ last, parked }, arrivals);
        const first = guard({ last, parked }, head);
        const waiting = head.filter((_, at) => first.verdicts[at] === 'behind' || first.verdicts[at] === 'refuse').map(({ sequence }) => sequence);
        const second = guard({ last: first.last, parked: [...parked, ...waiting].sort((a, b) => a - b) }, tail);
        expect([...first.verdicts, ...second.verdicts]).toEqual(whole.verdicts);
        expect([...first.gaps, ...second.gaps]).toEqual(whole.gaps);
        expect(second.last).toBe(whole.last);
      }),
    );
  });
});
