import fc from 'fast-check';
import { standing } from './judge-file';

const needs = (...pairs: readonly (readonly [string, readonly string[]])[]) => standing(new Map(pairs));

describe('rows that need rows of the same file', () => {
  it('stand in any order, in a circle too; fall with what they need, however far away', () => {
    expect([...needs(['A', ['B']], ['B', ['C']], ['C', []])]).toEqual(['A', 'B', 'C']);
    expect([...needs(['A', ['B']], ['B', ['A']])]).toEqual(['A', 'B']);
    expect([...needs(['A', ['B']], ['B', ['C']], ['C', ['rejected']], ['D', []])]).toEqual(['D']);
  });

  it('stand exactly when all they need stand, and as many as can', () => {
    const codes = fc.constantFrom(...'ABCDEFGH');
    fc.assert(fc.property(fc.dictionary(codes, fc.array(codes, { maxLength: 3 })), (given) => {
      const left = standing(new Map(Object.entries(given)));
      for (const code of left) expect(given[code]!.every((needed) => left.has(needed))).toBe(true);
      // Taken away round by round, as a person would.
      let slow = Object.keys(given);
      for (let before = -1; before !== slow.length;) {
        before = slow.length;
        slow = slow.filter((code) => given[code]!.every((needed) => slow.includes(needed)));
      }
      expect([...left].sort()).toEqual(slow.sort());
    }));
  });

  it('are sorted out in time that grows with them', () => {
    const many = Array.from({ length: 200_000 }, (_, n): [string, readonly string[]] => [`C${n}`, n === 0 ? ['gone'] : ['C0', `C${n - 1}`]]);
    expect(standing(new Map(many)).size).toBe(0);
  });
});
