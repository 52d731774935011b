import { RuleViolation } from '@aftercare/kernel';
import { Phone } from './phone';

/** What somebody is looked for by. */
export type SearchKey = 'phone' | 'last4' | 'serial' | 'code' | 'initials' | 'name';
export interface Search {
  readonly by: SearchKey;
  readonly value: string;
}

const serial = /^[A-Z]{2}\d{10}$/;
const customerCode = /^CU\d{5,9}$/;

/**
 * What was typed into the one box: a whole number, its last four digits, a serial number, a customer's number, letters (pinyin initials), or the
 * beginning of a name. Throws `search.unclear` for digits that are none of these, without the digits in it.
 */
export const searchFor = (text: string): Search => {
  const typed = text.normalize('NFKC').trim();
  const code = typed.toUpperCase();
  if (customerCode.test(code)) return { by: 'code', value: code };
  if (serial.test(code)) return { by: 'serial', value: code };
  if (/^\d{4}$/.test(typed)) return { by: 'last4', value: typed };
  if (/^[+\d]/.test(typed)) return { by: 'phone', value: wholeNumber(typed) };
  if (/^[a-z]+$/i.test(typed)) return { by: 'initials', value: typed.toLowerCase() };
  if (typed === '') throw new RuleViolation('search.unclear');
  return { by: 'name', value: typed };
};

const wholeNumber = (typed: string): string => {
  try {
    return Phone.of(typed).number;
  } catch (error) {
    if (error instanceof RuleViolation) throw new RuleViolation('search.unclear');
    throw error;
  }
};
