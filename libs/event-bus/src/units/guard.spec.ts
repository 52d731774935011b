import * as fc from 'fast-check';
import { guard } from './guard';

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

const applied = (log: readonly number[], { verdicts }: { verdicts: readonly string[] }) => log.filter((_, at) => verdicts[at] === 'apply');

describe('the sequence guard', () => {
  it('applies each event once and in order, however often and wherever it is repeated', () => {
    fc.assert(
      fc.property(logWithRepeats, ({ n, log }) => {
        const decision = guard(0, log);
        expect(applied(log, decision)).toEqual(Array.from({ length: n }, (_, at) => at + 1));
        expect(decision.verdicts).not.toContain('gap');
        expect(decision.last).toBe(n);
      }),
    );
  });

  it('gives the same whether the log comes in one chunk or in several', () => {
    fc.assert(
      fc.property(logWithRepeats, fc.nat(100), ({ log }, cut) => {
        const at = cut % (log.length + 1);
        const first = guard(0, log.slice(0, at));
        const second = guard(first.last, log.slice(at));
        expect([...first.verdicts, ...second.verdicts]).toEqual(guard(0, log).verdicts);
      }),
    );
  });

  it('applies nothing of a key from a lost event on', () => {
    fc.assert(
      fc.property(logWithRepeats, fc.nat(100), ({ n, log }, which) => {
        const lost = (which % n) + 1;
        const cut = log.filter((sequence) => sequence !== lost);
        const decision = guard(0, cut);
        expect(applied(cut, decision)).toEqual(Array.from({ length: lost - 1 }, (_, at) => at + 1));
        expect(decision.verdicts.includes('gap')).toBe(lost < n);
      }),
    );
  });
});
