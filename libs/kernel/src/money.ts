import createBig from 'big.js';
import { RuleViolation } from './errors';

/** An own constructor: `strict` refuses JavaScript numbers, so that no float can slip into an amount. */
const Decimal = createBig();
Decimal.strict = true;
Decimal.RM = createBig.roundHalfUp;

const written = /^-?\d{1,15}(?:\.(\d+))?$/;

/** Decimals that the currency has: CNY 2, JPY 0, KWD 3 (ISO 4217, as built into the runtime). */
const minorUnits = (currency: string): number => {
  if (!Intl.supportedValuesOf('currency').includes(currency)) throw new RuleViolation('money.currency-unknown', { currency });
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
};

/**
 * An exact amount in one currency. A calculation carries every decimal; it is rounded once, half away from zero, where it ends:
 * in `rounded()` or when it is written (`toString`, JSON). Amounts come in as text or whole factors, never as floats.
 */
export class Money {
  private constructor(
    private readonly amount: createBig.Big,
    readonly currency: string,
  ) {}

  /** Reads `1280.50` (up to 15 digits, no more decimals than the currency has, no thousands marks, no exponent). */
  static of(text: string, currency: string): Money {
    const decimals = minorUnits(currency);
    const match = written.exec(text);
    if (!match) throw new RuleViolation('money.invalid', { text: text.slice(0, 40) });
    if ((match[1] ?? '').length > decimals) throw new RuleViolation('money.too-many-decimals', { text: text.slice(0, 40), currency, decimals });
    return new Money(new Decimal(text), currency);
  }

  static zero(currency: string): Money {
    return Money.of('0', currency);
  }

  plus(other: Money): Money {
    return new Money(this.amount.plus(this.sameCurrency(other)), this.currency);
  }

  minus(other: Money): Money {
    return new Money(this.amount.minus(this.sameCurrency(other)), this.currency);
  }

  /** `factor`: a whole number, or decimal text such as `2.5`. */
  times(factor: number | string): Money {
    return new Money(this.amount.times(exact(factor)), this.currency);
  }

  /** That many per cent of it: `percent(80)`, `percent('33.33')`. */
  percent(percent: number | string): Money {
    return new Money(this.amount.times(exact(percent)).times(new Decimal('0.01')), this.currency);
  }

  /**
   * So many of its equal parts: `share(2, 5)` is two fifths, to 20 decimals; so a share of 1 to 10^9 parts is rounded as the exact one would be.
   * Both are whole numbers, `of` above 0.
   */
  share(parts: number, of: number): Money {
    return new Money(this.amount.times(exact(parts)).div(exact(of)), this.currency);
  }

  rounded(): Money {
    return new Money(this.amount.round(minorUnits(this.currency)), this.currency);
  }

  /** Below 0, 0 or above 0, as the exact amounts compare. */
  compare(other: Money): -1 | 0 | 1 {
    return this.amount.cmp(this.sameCurrency(other));
  }

  /** The rounded amount with all decimals of the currency and without its name: `1280.50`. */
  toString(): string {
    const text = this.amount.toFixed(minorUnits(this.currency));
    return /^-[0.]+$/.test(text) ? text.slice(1) : text;
  }

  toJSON(): { amount: string; currency: string } {
    return { amount: this.toString(), currency: this.currency };
  }

  private sameCurrency(other: Money): createBig.Big {
    if (other.currency !== this.currency) throw new RuleViolation('money.currency-mixed', { left: this.currency, right: other.currency });
    return other.amount;
  }
}

const exact = (factor: number | string): createBig.Big => {
  if (typeof factor === 'number' ? Number.isSafeInteger(factor) : written.test(factor)) return new Decimal(String(factor));
  throw new RuleViolation('money.factor-invalid', { text: String(factor).slice(0, 40) });
};
