const blanksAndHyphens = /[\s\u00AD\u2010-\u2015\u2212-]/g;
const countryCode = /^(?:\+|00)86/;
const mobile = /^1\d{10}$/;
/** 010 and 02x are area codes of three digits, all others have four. */
const landline = /^0(?:10|2\d|[3-9]\d{2})\d{7,8}$/;

// Here, because a service's domain and the reading of tables have one rule and share no other lib.

/** Full-width digits, letters and signs as half-width ones; text keeps everything else. */
export const halfWidth = (text: string): string =>
  text.replace(/[\uFF01-\uFF5E]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replaceAll('\uFFE5', '¥').replaceAll('\u3000', ' ');

/** What people write as a telephone number without full-width signs, blanks, hyphens, +86 or 0086. Whether that is one, `isPhone` says. */
export const bareNumber = (text: string): string => halfWidth(text).replace(blanksAndHyphens, '').replace(countryCode, '');

/** A mobile number, or a landline with its area code, in the one form in which numbers are stored. */
export const isPhone = (number: string): boolean => mobile.test(number) || landline.test(number);
