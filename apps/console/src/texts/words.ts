import i18next from 'i18next';
import type { TextKey } from './texts';

const said = i18next as unknown as { exists(key: string): boolean; t(key: string): string };

/** A text without gaps, by its key. */
export const say = (key: TextKey): string => said.t(key);

/** The word for what a service says in code, e.g. `state` and `in_progress`; a code that is newer than this console stands as it is. */
export const word = (kind: string, code: string): string => (said.exists(`${kind}.${code}`) ? said.t(`${kind}.${code}`) : code);
