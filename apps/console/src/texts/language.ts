import i18next from 'i18next';

export const languages = { zh: 'zh-CN', en: 'en' } as const;
export type Language = keyof typeof languages;

const kept = 'aftercare.language';

export const currentLanguage = (): Language => (i18next.language === 'en' ? 'en' : 'zh');

/** Several beside each other, as the language writes them. */
export const listed = (several: readonly string[]): string => several.join(currentLanguage() === 'en' ? ', ' : '、');

type Words = Readonly<Record<Language, () => Promise<{ readonly words: Readonly<Record<string, string>> }>>>;
let load: Words;

/** Changes the language when its words are there. Without them, as when the network is away, everything stays as it is. */
export const speak = async (language: Language): Promise<void> => {
  if (!i18next.hasResourceBundle(language, 'texts')) i18next.addResourceBundle(language, 'texts', (await load[language]()).words);
  localStorage.setItem(kept, language);
  document.documentElement.lang = languages[language];
  await i18next.changeLanguage(language);
};

/** What was chosen here last, else what the browser prefers of those that there are. */
const wanted = (): Language =>
  [localStorage.getItem(kept), ...navigator.languages].map((tag) => tag?.slice(0, 2).toLowerCase()).find((tag): tag is Language => tag !== undefined && tag in languages) ?? 'zh';

/** The words of a page, in the language that is wanted here; the other ones are fetched by whoever wants them. */
export const startTexts = async (words: Words): Promise<void> => {
  load = words;
  const first = wanted();
  document.documentElement.lang = languages[first];
  const [{ words: own }] = await Promise.all([
    words[first](),
    i18next.init({ lng: first, fallbackLng: false, keySeparator: false, nsSeparator: false, defaultNS: 'texts', resources: {}, interpolation: { escapeValue: false }, react: { useSuspense: false } }),
  ]);
  i18next.addResourceBundle(first, 'texts', own);
};
