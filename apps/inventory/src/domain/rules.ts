import type { Text } from '@aftercare/kernel';

/** What each rule of this service says to the person it stopped: what is wrong and what to do. `{…}` are the rule's params. */
export const inventoryRules: Readonly<Record<string, Text>> = {};
