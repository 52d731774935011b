import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en';
import { zh } from './zh';

export type TextKey = keyof typeof zh;
export const languages = { zh: 'zh-CN', en: 'en' } as const;
export type Language = keyof typeof languages;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'texts';
    resources: { texts: typeof zh };
    keySeparator: false;
    nsSeparator: false;
  }
}

const kept = 'aftercare.language';

export const currentLanguage = (): Language => (i18next.language === 'en' ? 'en' : 'zh');

export const speak = (language: Language): void => {
  localStorage.setItem(kept, language);
  document.documentElement.lang = languages[language];
  void i18next.changeLanguage(language);
};

const first: Language = localStorage.getItem(kept) === 'en' ? 'en' : 'zh';
document.documentElement.lang = languages[first];

void i18next.use(initReactI18next).init({
  lng: first,
  fallbackLng: false,
  keySeparator: false,
  nsSeparator: false,
  defaultNS: 'texts',
  resources: { zh: { texts: zh }, en: { texts: en } },
  interpolation: { escapeValue: false },
});
