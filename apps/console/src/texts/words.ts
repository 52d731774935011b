import i18next from 'i18next';
import type { TextKey } from './texts';

const said = i18next as unknown as { exists(key: string): boolean; t(key: string, gaps?: object): string };

/** A text by its key, for where no component asks for it: the type of `t` is worked out anew for each call in the shape of a form, and that grows with the texts. */
export const say = (key: TextKey, gaps?: Readonly<Record<string, string | number>>): string => said.t(key, gaps);

/** The word for what a service says in code, e.g. `state` and `in_progress`; a code that is newer than this console stands as it is. */
export const word = (kind: string, code: string): string => (said.exists(`${kind}.${code}`) ? said.t(`${kind}.${code}`) : code);
