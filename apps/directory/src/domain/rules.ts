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
  'calendar.invalid': {
    zh: '日历 {calendar} 无效（{rule}）：{place}。请改正后重新发送整个文件。',
    en: 'The calendar {calendar} breaks {rule}: {place}. Correct it and send the whole file again.',
  },
  'calendar.zones-differ': {
    zh: '日历 {calendar} 的各行时区不一致（{zone}、{other}），请统一。',
    en: 'The rows of calendar {calendar} name two time zones, {zone} and {other}: name one.',
  },
  'import.busy': {
    zh: '正在读取其他文件，请稍后重新发送。没有保存任何内容。',
    en: 'Other files are being read: send it again shortly. Nothing was saved.',
  },
  'import.field-unknown': {
    zh: '没有字段 {field}，可用的字段有：{known}。',
    en: 'There is no field {field}; there are: {known}.',
  },
  'import.incomplete': {
    zh: '此类表格须整体导入，还有 {rejected} 行不合格；请改正后重新发送整个文件。',
    en: 'A table of this kind is one whole, and {rejected} rows were rejected: correct them and send the whole file again.',
  },
  'import.kept-elsewhere': {
    zh: '这类数据由 {service} 服务管理，该服务尚未启用，目前只能试读，不能导入。',
    en: 'This is kept by the service {service}, which does not exist yet: the file can be tried, not imported.',
  },
  'import.shared-table': {
    zh: '这类表格为全公司共用，只有总部管理员可以导入。',
    en: 'All branches share this table: only an administrator of head office can import it.',
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
