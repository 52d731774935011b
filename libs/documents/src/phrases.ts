import type { Language } from '@aftercare/chassis';
import type { Text } from '@aftercare/kernel';

/** What every paper says of itself. */
const phrases = {
  reprint: { zh: '补打 {which}', en: 'Reprint {which}' },
  printed: { zh: '打印 {at} · {by}', en: 'Printed {at} · {by}' },
  exported: { zh: '导出 {at} · {by}', en: 'Exported {at} · {by}' },
  page: { zh: '第 {page} / {pages} 页', en: 'Page {page} of {pages}' },
  nothing: { zh: '没有记录', en: 'No entries' },
  colon: { zh: '：', en: ': ' },
} as const satisfies Record<string, Text>;

/** A phrase with its placeholders filled in. */
export const say = (phrase: keyof typeof phrases, language: Language, facts: Readonly<Record<string, string | number>> = {}): string =>
  phrases[phrase][language].replaceAll(/\{(\w+)\}/g, (_placeholder, name: string) => String(facts[name] ?? ''));
