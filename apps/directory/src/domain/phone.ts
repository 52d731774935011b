import { RuleViolation } from '@aftercare/kernel';

const blanksAndHyphens = /[\s\u00AD\u2010-\u2015\u2212-]/g;
const countryCode = /^(?:\+|00)86/;
const mobile = /^1\d{10}$/;
/** 010 and 02x are area codes of three digits, all others have four. */
const landline = /^0(?:10|2\d|[3-9]\d{2})\d{7,8}$/;

/** A telephone number in its one stored form: digits only, a landline with its area code. */
export class Phone {
  private constructor(readonly number: string) {}

  /** Reads what people write: full-width signs, blanks, hyphens, +86 or 0086. Throws `phone.invalid`, without the number in it. */
  static of(text: string): Phone {
    const number = text.normalize('NFKC').replace(blanksAndHyphens, '').replace(countryCode, '');
    if (!mobile.test(number) && !landline.test(number)) throw new RuleViolation('phone.invalid');
    return new Phone(number);
  }

  /** Enough to recognise, too little to dial: `138****1234`. */
  get masked(): string {
    return `${this.number.slice(0, 3)}****${this.number.slice(-4)}`;
  }
}
