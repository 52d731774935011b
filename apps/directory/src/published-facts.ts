/** What may be told to everybody who asks whether a device is genuine. */
export const publishableFacts = ['modelName', 'series', 'madeOn', 'making', 'repairUntil'] as const;
export type PublishedFact = (typeof publishableFacts)[number];
