import type { Text } from '@aftercare/kernel';

/** What each refusal of this service says to the person who meets it. */
export const analyticsRules: Readonly<Record<string, Text>> = {
  'report.range-too-long': {
    zh: '一次最多查询 {days} 天，请缩短起止日期。',
    en: 'At most {days} days can be asked for at once: bring the first and the last day closer together.',
  },
};
