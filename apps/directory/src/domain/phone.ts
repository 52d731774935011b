import { bareNumber, isPhone, RuleViolation } from '@aftercare/kernel';

/** A telephone number in its one stored form: digits only, a landline with its area code. */
export class Phone {
  private constructor(readonly number: string) {}

  /** Reads what people write: full-width signs, blanks, hyphens, +86 or 0086. Throws `phone.invalid`, without the number in it. */
  static of(text: string): Phone {
    const number = bareNumber(text);
    if (!isPhone(number)) throw new RuleViolation('phone.invalid');
    return new Phone(number);
  }

  /** Enough to recognise, too little to dial: `138****1234`. */
  get masked(): string {
    return `${this.number.slice(0, 3)}****${this.number.slice(-4)}`;
  }
}
