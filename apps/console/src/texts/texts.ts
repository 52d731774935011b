import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { startTexts } from './language';
import type { words } from './words.zh';

export type Texts = typeof words;
export type TextKey = keyof Texts;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'texts';
    resources: { texts: Texts };
    keySeparator: false;
    nsSeparator: false;
  }
}

i18next.use(initReactI18next);
/** Settled when the words are there; nothing can be shown before. */
export const textsReady = startTexts({ zh: () => import('./words.zh'), en: () => import('./words.en') });
