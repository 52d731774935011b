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

const minute = 60_000;
/** The id of an event of a key's only history: one is made each second. */
const id = (sequence: number, laterMs = 0): string => madeAt(sequence * 1_000 + laterMs, sequence);
const madeAt = (ms: number, nth: number): string => {
  const time = (1_700_000_000_000 + ms).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${nth.toString(16).padStart(12, '0')}`;
};
/** Of a unit that has seen all up to `last`. */
const known = (last: number, parked: readonly number[] = []) => ({ last, lastEventId: last === 0 ? null : id(last), parked: parked.map((sequence) => ({ sequence, eventId: id(sequence) })), forked: false });
const fresh = known(0);
const sound = (log: readonly number[]): Arrival[] => log.map((sequence) => ({ sequence, eventId: id(sequence), refused: false }));
const withVerdict = (arrivals: readonly Arrival[], { verdicts }: { verdicts: readonly string[] }, verdict: string) => arrivals.filter((_, at) => verdicts[at] === verdict).map(({ sequence }) => sequence);
const upTo = (n: number) => Array.from({ length: n }, (_, at) => at + 1);

/** Any records of a key, in any order, some of which cannot take effect; and whatever the unit knows of it already. */
const anything = fc.record({
  last: fc.nat(10),
  parked: fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 5 }).map((list) => list.sort((a, b) => a - b)),
  arrivals: fc.array(fc.record({ sequence: fc.integer({ min: 1, max: 30 }), refused: fc.boolean() }).map((one): Arrival => ({ ...one, eventId: id(one.sequence) })), { maxLength: 40 }),
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
    expect(guard(known(3, [5, 6]), sound([4, 7, 5]))).toMatchObject({ verdicts: ['behind', 'behind', 'duplicate'], last: 3, gaps: [] });
  });

  it('lets one that cannot take effect hold its key, without calling it a gap', () => {
    const arrivals = sound([1, 2, 3, 4]).map((one) => ({ ...one, refused: one.sequence === 2 }));
    expect(guard(fresh, arrivals)).toMatchObject({ verdicts: ['apply', 'refuse', 'behind', 'behind'], last: 1, gaps: [] });
  });

  it('goes on when what is parked has been discarded', () => {
    expect(guard(known(6, [5, 6]), sound([7, 8]))).toMatchObject({ verdicts: ['apply', 'apply'], last: 8, gaps: [] });
  });

  it('never lets an event overtake a parked one, apply one twice, apply a refused one, or lose one', () => {
    fc.assert(
      fc.property(anything, ({ last, parked, arrivals }) => {
        const decision = guard(known(last, parked), arrivals);
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
        expect(guard(known(last, parked), arrivals).gaps).toEqual(expected);
      }),
    );
  });

  it('gives the same whether the log comes in one chunk or in several', () => {
    fc.assert(
      fc.property(anything, fc.nat(40), ({ last, parked, arrivals }, cut) => {
        const [head, tail] = [arrivals.slice(0, cut), arrivals.slice(cut)];
        const whole = guard(known(last, parked), arrivals);
        const first = guard(known(last, parked), head);
        const waiting = head.filter((_, at) => first.verdicts[at] === 'behind' || first.verdicts[at] === 'refuse').map(({ sequence }) => sequence);
        const second = guard(known(first.last, [...parked, ...waiting].sort((a, b) => a - b)), tail);
        expect([...first.verdicts, ...second.verdicts]).toEqual(whole.verdicts);
        expect([...first.gaps, ...second.gaps]).toEqual(whole.gaps);
        expect(second.last).toBe(whole.last);
      }),
    );
  });

  describe('on a history that was forked', () => {
    const forked = (state: Parameters<typeof guard>[0], ...arrivals: Arrival[]) => guard(state, arrivals).verdicts;
    const event = (sequence: number, eventId: string): Arrival => ({ sequence, eventId, refused: false });

    it('knows another event in the place of the last one, whatever its age, and lets nothing of the key pass from then on', () => {
      expect(forked(known(8), event(8, madeAt(0, 99)), ...sound([9]))).toEqual(['forked', 'behind']);
      expect(forked({ ...known(8), forked: true }, ...sound([8, 9]))).toEqual(['duplicate', 'behind']);
    });

    it('knows a younger event in an earlier place, but not one as old as clocks may differ', () => {
      expect(forked(known(8), event(6, id(8, minute + 1_000)))).toEqual(['forked']);
      expect(forked(known(8), event(6, id(8, minute - 1_000)))).toEqual(['duplicate']);
    });

    it('knows another event in the place of a parked one', () => {
      expect(forked(known(5, [6, 7]), event(7, madeAt(0, 99)), ...sound([7]))).toEqual(['forked', 'duplicate']);
    });

    it('has nothing to compare with where an older version has not written down the id, or where ids carry no time', () => {
      expect(forked({ ...known(8), lastEventId: null }, event(8, madeAt(0, 99)))).toEqual(['duplicate']);
      expect(forked(known(8), event(6, 'ffffffff-ffff-4000-8000-000000000000'))).toEqual(['duplicate']);
    });
  });
});
