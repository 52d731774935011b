import { readConfig, serviceSettings, storeSettings, type ConfigOf } from '@aftercare/chassis';

const settings = { ...serviceSettings, ...storeSettings } as const;

export type DirectoryConfig = ConfigOf<typeof settings>;

export const directoryConfig = (): DirectoryConfig => readConfig(settings);
