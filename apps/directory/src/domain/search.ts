import { bareNumber, isPhone, RuleViolation } from '@aftercare/kernel';

/** What somebody is looked for by. */
export type SearchKey = 'phone' | 'last4' | 'serial' | 'code' | 'initials' | 'name' | 'document';
/** Papers with a number by which people ask for whom they are. */
export const documentKinds = ['ticket', 'request', 'delivery-note', 'shipment', 'discrepancy', 'obligation', 'past-shipment', 'past-repair', 'past-survey'] as const;
export type DocumentKind = (typeof documentKinds)[number];
export interface Search {
  readonly by: SearchKey;
  readonly value: string;
}

const serial = /^[A-Z]{2}\d{10}$/;
const customerCode = /^CU\d{5,9}$/;
/** The whole number of a paper, or a waybill: of digits alone, more than a telephone number has. */
const documentNumber = /^(?=.*\d)(?=.*[A-Z]|\d{12})[A-Z0-9-]{4,40}$/;

/**
 * What was typed into the one box: a whole number, its last four digits, a serial number, a customer's number, the whole number of a paper or a waybill, letters
 * (pinyin initials), or the beginning of a name. Throws `search.unclear` for digits that are none of these, without the digits in it.
 */
export const searchFor = (text: string): Search => {
  const typed = text.normalize('NFKC').trim();
  const code = typed.toUpperCase();
  if (customerCode.test(code)) return { by: 'code', value: code };
  if (serial.test(code)) return { by: 'serial', value: code };
  if (/^\d{4}$/.test(typed)) return { by: 'last4', value: typed };
  if (/^[+\d]/.test(typed) && isPhone(bareNumber(typed))) return { by: 'phone', value: bareNumber(typed) };
  if (documentNumber.test(code)) return { by: 'document', value: code };
  if (/^[+\d]/.test(typed)) throw new RuleViolation('search.unclear');
  if (/^[a-z]+$/i.test(typed)) return { by: 'initials', value: typed.toLowerCase() };
  if (typed === '') throw new RuleViolation('search.unclear');
  return { by: 'name', value: typed };
};
