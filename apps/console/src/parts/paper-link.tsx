import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../texts/language';

/** Where a paper or a file of a service is, in the language that is spoken. */
export const paperAt = (path: string, query: Readonly<Record<string, string | undefined>> = {}): string =>
  `/api/${path}?${new URLSearchParams([...Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])), ['lang', currentLanguage()]]).toString()}`;

/** A paper to be printed, in a page of its own; a file is kept by the browser. */
export function PaperLink({ path, query = {}, children }: { path: string; query?: Readonly<Record<string, string | undefined>>; children: ReactNode }) {
  useTranslation(); // the address changes with the language
  return <a className="paper" href={paperAt(path, query)} target="_blank" rel="noopener">{children}</a>;
}
