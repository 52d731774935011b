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
  'device.installed-before-made': {
    zh: '安装日期（{installedOn}）不能早于出厂日期（{madeOn}）。',
    en: 'A device cannot be installed (installedOn: {installedOn}) before it was made ({madeOn}).',
  },
  'device.installed-in-future': {
    zh: '安装日期（{installedOn}）不能晚于今天（{today}）。',
    en: 'The day of installation (installedOn: {installedOn}) cannot be later than today ({today}).',
  },
  'device.warranty-before-installation': {
    zh: '{guarantee} 的截止日（{until}）不能早于安装日期（{installedOn}）。',
    en: 'The last day of {guarantee} ({until}) cannot be before the day of installation ({installedOn}).',
  },
  'device.warranty-reason-required': {
    zh: '请写明原因（reason），不能只有空白。',
    en: 'Say why (reason); blanks alone are not enough.',
  },
  'device.reference-unknown': {
    zh: '设备 {serial} 的 {field} 尚未建档，请先登记。',
    en: 'The {field} of device {serial} is not on file: register that first.',
  },
  'note.text-missing': {
    zh: '请填写 {name}，不能只有空白。',
    en: 'Write something in {name}; blanks alone are not enough.',
  },
  'staff.not-active': {
    zh: '{staffId} 已离职，不能签到。',
    en: '{staffId} does not work here any more and cannot sign in.',
  },
  'staff.not-yours': {
    zh: '只能为自己或直接下属签到、签退。',
    en: 'You can sign in and out yourself and those whose manager you are.',
  },
  'phone.invalid': {
    zh: '号码不正确：请填写 1 开头的 11 位手机号，或以 0 开头的区号加 7–8 位号码。',
    en: 'Not a telephone number: give 11 digits beginning with 1, or an area code beginning with 0 and 7–8 digits.',
  },
};
