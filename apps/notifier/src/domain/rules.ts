import type { Text } from '@aftercare/kernel';

/** What each refusal of this service says to the person who meets it. None yet: one's own notices can always be read. */
export const notifierRules: Readonly<Record<string, Text>> = {};
