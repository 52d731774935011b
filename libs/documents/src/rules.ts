import type { Text } from '@aftercare/kernel';

/** What a paper that cannot be made says to the person who asked. For a service's `rules`. */
export const documentRules: Readonly<Record<string, Text>> = {
  'document.too-long': { zh: '内容超过 {limit} 行，不适合打印；请缩小筛选范围，或导出 xlsx 或 csv。', en: 'There are more than {limit} rows, too many to print: narrow the filter, or export xlsx or csv.' },
};
