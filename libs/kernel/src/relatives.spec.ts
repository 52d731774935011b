import fc from 'fast-check';
import { isSelfOrRelative } from './relatives';

const declared: Readonly<Record<string, readonly string[]>> = { ST001: ['ST010'], ST008: ['DL017'], ST035: ['CU00012'] };
const declaredBy = (code: string) => declared[code] ?? [];

describe('self or relative', () => {
  it.each([
    ['oneself', 'ST030', 'ST030', true],
    ['whom one has declared', 'ST001', 'ST010', true],
    ['who has declared one', 'ST010', 'ST001', true],
    ['a declared dealer', 'ST008', 'DL017', true],
    ['a declared customer', 'ST035', 'CU00012', true],
    ['a stranger', 'ST030', 'CU00012', false],
  ])('%s', (_who, person, party, related) => expect(isSelfOrRelative(person, party, declaredBy)).toBe(related));

  it('binds both, whoever has declared it', () => {
    const code = fc.constantFrom('ST001', 'ST010', 'DL017', 'CU00012');
    fc.assert(fc.property(fc.dictionary(code, fc.subarray(['ST001', 'ST010', 'DL017', 'CU00012'])), code, code, (declarations, a, b) => {
      const by = (one: string) => declarations[one] ?? [];
      expect(isSelfOrRelative(a, b, by)).toBe(isSelfOrRelative(b, a, by));
    }));
  });
});
