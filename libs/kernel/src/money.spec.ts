import fc from 'fast-check';
import { Money } from './money';

const cents = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n });
const text = (amount: bigint): string => {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
const cny = (amount: bigint): Money => Money.of(text(amount), 'CNY');
/** Whole division, half away from zero: the rule of rounding, written a second time in whole numbers. */
const halfUp = (n: bigint, by: bigint): bigint => (n < 0n ? -halfUp(-n, by) : (2n * n + by) / (2n * by));

describe('Money', () => {
  it('writes what it read', () => fc.assert(fc.property(cents, (a) => expect(cny(a).toString()).toBe(text(a)))));

  it('adds and subtracts exactly', () =>
    fc.assert(fc.property(cents, cents, (a, b) => {
      expect(cny(a).plus(cny(b)).toString()).toBe(text(a + b));
      expect(cny(a).plus(cny(b)).minus(cny(b)).compare(cny(a))).toBe(0);
    })));

  it('multiplies by a quantity and a per cent and rounds half up once, at the end', () =>
    fc.assert(fc.property(cents, fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 20_000 }), (price, pieces, hundredths) => {
      const percent = text(BigInt(hundredths));
      expect(cny(price).times(pieces).percent(percent).toString()).toBe(text(halfUp(price * BigInt(pieces) * BigInt(hundredths), 10_000n)));
    })));

  it('does not round in between', () => {
    const third = Money.of('0.01', 'CNY').percent(50);
    expect(third.plus(third).toString()).toBe('0.01');
    expect(third.rounded().plus(third.rounded()).toString()).toBe('0.02');
    expect(Money.of('-0.01', 'CNY').percent(50).toString()).toBe('-0.01');
    expect(Money.of('-0.01', 'CNY').percent(10).toString()).toBe('0.00');
  });

  it('knows the decimals of the currency', () => {
    expect(JSON.stringify(Money.of('12.3', 'CNY'))).toBe('{"amount":"12.30","currency":"CNY"}');
    expect(Money.of('12', 'JPY').toString()).toBe('12');
    expect(Money.of('1.234', 'KWD').toString()).toBe('1.234');
    expect(() => Money.of('1.5', 'JPY')).toThrow('money.too-many-decimals');
    expect(() => Money.of('1.005', 'CNY')).toThrow('money.too-many-decimals');
    expect(() => Money.of('1', 'XQQ')).toThrow('money.currency-unknown');
  });

  it.each(['', ' 1', '1,000', '1e3', '+1', '.5', '1.', 'NaN', '0x10', '１', '9'.repeat(16)])('refuses %j as an amount', (bad) => {
    expect(() => Money.of(bad, 'CNY')).toThrow('money.invalid');
  });

  it('refuses floats as factors and mixed currencies', () => {
    expect(() => Money.of('1', 'CNY').times(0.1)).toThrow('money.factor-invalid');
    expect(() => Money.of('1', 'CNY').percent(NaN)).toThrow('money.factor-invalid');
    expect(Money.of('10', 'CNY').times('0.1').toString()).toBe('1.00');
    expect(() => Money.of('1', 'CNY').plus(Money.of('1', 'USD'))).toThrow('money.currency-mixed');
    expect(() => Money.of('1', 'CNY').compare(Money.of('1', 'USD'))).toThrow('money.currency-mixed');
  });
});
