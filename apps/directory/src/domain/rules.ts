import type { Text } from '@aftercare/kernel';

/** What each rule of this service says to the person it stopped: what is wrong and what to do. `{…}` are the rule's params. */
export const directoryRules: Readonly<Record<string, Text>> = {
  'contact.caller-required': {
    zh: '电话来访必须填写来电号码（caller）。',
    en: 'A contact by phone needs the number of the caller (caller).',
  },
  'contact.words-required': {
    zh: '请填写客户的原话（words），不能只有空白。',
    en: 'Write down what the customer said (words); blanks alone are not enough.',
  },
  'note.text-missing': {
    zh: '请填写 {name}，不能只有空白。',
    en: 'Write something in {name}; blanks alone are not enough.',
  },
  'phone.invalid': {
    zh: '号码不正确：请填写 1 开头的 11 位手机号，或以 0 开头的区号加 7–8 位号码。',
    en: 'Not a telephone number: give 11 digits beginning with 1, or an area code beginning with 0 and 7–8 digits.',
  },
};
