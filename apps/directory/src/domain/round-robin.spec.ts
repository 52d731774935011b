import fc from 'fast-check';
import { nextInTurn } from './round-robin';

const staff = fc.uniqueArray(fc.stringMatching(/^ST\d{3}$/), { minLength: 1, maxLength: 12 });

describe('turns', () => {
  it('are fair: nobody is more than one turn ahead of anybody', () => {
    fc.assert(fc.property(staff, fc.integer({ min: 0, max: 100 }), (codes, offers) => {
      const turns = new Map(codes.map((code) => [code, 0]));
      let last: string | null = null;
      for (let i = 0; i < offers; i++) {
        last = nextInTurn(codes, last);
        turns.set(last!, turns.get(last!)! + 1);
      }
      expect(Math.max(...turns.values()) - Math.min(...turns.values())).toBeLessThanOrEqual(1);
    }));
  });

  it('pass by who has declined, and end when everybody has', () => {
    fc.assert(fc.property(staff, fc.option(fc.stringMatching(/^ST\d{3}$/)), (codes, last) => {
      const declined: string[] = [];
      for (let next = nextInTurn(codes, last); next !== null; next = nextInTurn(codes, next, declined)) declined.push(next);
      expect(declined.sort()).toEqual([...codes].sort());
    }));
  });
});
