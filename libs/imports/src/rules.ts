import type { Text } from '@aftercare/kernel';

/** What the rules of imports say; a service that takes tables in adds them to its own. */
export const importRules: Readonly<Record<string, Text>> = {
  'import.busy': {
    zh: '正在读取其他文件，请稍后重新发送。没有保存任何内容。',
    en: 'Other files are being read: send it again shortly. Nothing was saved.',
  },
  'import.field-unknown': {
    zh: '没有字段 {field}，可用的字段有：{known}。',
    en: 'There is no field {field}; there are: {known}.',
  },
  'import.forgotten': {
    zh: '这个文件的内容已过 30 天保存期，请重新发送文件。',
    en: 'The rows of this file were kept for 30 days and are gone: send the file again.',
  },
  'import.incomplete': {
    zh: '此类表格须整体导入，还有 {rejected} 行不合格；请改正后重新发送整个文件。',
    en: 'A table of this kind is one whole, and {rejected} rows were rejected: correct them and send the whole file again.',
  },
  'import.shared-table': {
    zh: '这类表格为全公司共用，只有总部管理员可以导入。',
    en: 'All branches share this table: only an administrator of head office can import it.',
  },
};
