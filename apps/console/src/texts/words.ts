import i18next from 'i18next';
import type { Problem } from '../api/api';
import type { TextKey } from './texts';

const said = i18next as unknown as { exists(key: string): boolean; t(key: string, gaps?: object): string };

/** A text by its key, for where no component asks for it: the type of `t` is worked out anew for each call in the shape of a form, and that grows with the texts. */
export const say = (key: TextKey, gaps?: Readonly<Record<string, string | number>>): string => said.t(key, gaps);

/** The word for what a service says in code, e.g. `state` and `in_progress`; a code that is newer than this console stands as it is. */
export const word = (kind: string, code: string): string => (said.exists(`${kind}.${code}`) ? said.t(`${kind}.${code}`) : code);

/** What a service says against the fields of what was sent, a line each: of `/lines/1/qty` it is the quantity in row 2. */
export const wrongLines = (problem: Problem | null): readonly string[] =>
  (problem?.errors ?? []).map(({ field: pointer, message }) => {
    const steps = pointer.split('/').slice(1);
    const name = steps.findLast((step) => !/^\d*$/.test(step));
    const row = steps.findLast((step) => /^\d+$/.test(step));
    if (name === undefined) return message;
    const field = word('wrong-in', name);
    return say('wrong.line', { field: row === undefined ? field : say('wrong.row', { row: Number(row) + 1, field }), message });
  });
