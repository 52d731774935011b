import { readConfig, serviceSettings, storeSettings, type ConfigOf } from '@aftercare/chassis';

const settings = { ...serviceSettings, ...storeSettings } as const;

export type NotifierConfig = ConfigOf<typeof settings>;

export const notifierConfig = (): NotifierConfig => readConfig(settings);
