import fc from 'fast-check';
import { Phone } from './phone';

describe('Phone', () => {
  it.each([
    ['19900000030', '19900000030'],
    [' 199 0000-0030 ', '19900000030'],
    ['+86 199-0000-0030', '19900000030'],
    ['008619900000030', '19900000030'],
    ['１９９００００００３０', '19900000030'],
    ['（＋８６）19900000030'.replace(/[（）]/g, ''), '19900000030'],
    ['0571－0000　1234', '057100001234'],
    ['0571—00001234', '057100001234'],
    ['010-00001234', '01000001234'],
    ['0311 0000123', '03110000123'],
  ])('reads %j as %s', (written, number) => expect(Phone.of(written).number).toBe(number));

  it.each(['', '   ', '电话不详', '1990000003', '199000000300', '29900000030', '571-00001234', '01012345', '0571-000012345', '1.99E+10', '19900000030 or 31', '+1 19900000030', '٠١٢٣٤٥٦٧٨٩٠'])(
    'refuses %j',
    (written) => expect(() => Phone.of(written)).toThrow(expect.objectContaining({ code: 'phone.invalid', params: {} })),
  );

  it('gives the same number however it is grouped, and itself when read again', () => {
    const sign = fc.constantFrom('', ' ', '-', '　', '－', '\t');
    fc.assert(fc.property(fc.stringMatching(/^1\d{10}$/), fc.array(sign, { minLength: 11, maxLength: 11 }), fc.constantFrom('', '+86', '0086 ', '＋８６-'), (number, signs, prefix) => {
      const written = prefix + [...number].map((digit, i) => digit + signs[i]).join('');
      expect(Phone.of(written).number).toBe(number);
      expect(Phone.of(Phone.of(written).number).number).toBe(number);
    }));
  });

  it('shows a person too little to dial', () => {
    expect(Phone.of('19900001234').masked).toBe('199****1234');
    expect(Phone.of('0571-00001234').masked).toBe('057****1234');
  });
});
