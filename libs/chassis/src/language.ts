export type Language = 'zh' | 'en';

/** The language to answer in by `Accept-Language` (RFC 9110 §12.5.4): the highest weight wins, Chinese when nothing decides. */
export function languageOf(header: string | undefined): Language {
  const wanted = { zh: 0, en: 0 };
  let rest = 0;
  for (const part of (header ?? '').slice(0, 500).split(',')) {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(/\s*;\s*/);
    const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
    if (!(weight >= 0 && weight <= 1)) continue;
    const language = /^(zh|en)(-|$)/.exec(range)?.[1] as Language | undefined;
    if (language) wanted[language] = Math.max(wanted[language], weight);
    else if (range === '*') rest = weight;
  }
  return wanted.en > (wanted.zh || rest) ? 'en' : 'zh';
}
