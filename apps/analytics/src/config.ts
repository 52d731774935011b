import { readConfig, serviceSettings, storeSettings, type ConfigOf } from '@aftercare/chassis';

const settings = { ...serviceSettings, ...storeSettings } as const;

export type AnalyticsConfig = ConfigOf<typeof settings>;

export const analyticsConfig = (): AnalyticsConfig => readConfig(settings);
