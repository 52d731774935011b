export const serial = /^[A-Z]{2}\d{10}$/i;
/** As our papers are numbered, from the ticket to the old part that is owed. */
const paper = /^[A-Z]{2}-[A-Z]{2}-\d{4}-\d{6}$/i;

/**
 * Whether what is typed is enough to look by itself. Half a number is not one: it would be refused at each digit. `Enter` looks for whatever stands there.
 */
export const isWhole = (text: string): boolean => {
  const typed = text.normalize('NFKC').trim();
  if (!/^[+\d]/.test(typed)) return /^CU\d{5,}$/i.test(typed) || serial.test(typed) || paper.test(typed) || (/^[^\d]+$/.test(typed) && (/\p{Script=Han}/u.test(typed) || typed.length >= 2));
  const digits = typed.replace(/^\+86/, '').replace(/\D/g, '');
  return digits.length === 4 || digits.length >= (/^[48]00/.test(digits) ? 10 : 11);
};
