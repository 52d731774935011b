import i18next from 'i18next';
import { startTexts } from '../texts/language';
import type { words } from './texts.zh';

/** Settled when the words are there; nothing can be shown before. */
export const textsReady = startTexts({ zh: () => import('./texts.zh'), en: () => import('./texts.en') });

type Counted<Key> = Key extends `${infer Base}_other` ? Base : never;
type Key = keyof typeof words;
export type TextKey = Key | Counted<Key>;

/** A text in the language of this page; another language loads the page anew. */
export const t = (key: TextKey, gaps: Readonly<Record<string, string | number>> = {}): string => (i18next.t as unknown as (key: string, gaps: object) => string)(key, gaps);
