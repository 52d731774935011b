import { readConfig, serviceSettings, storeSettings, url, type ConfigOf } from '@aftercare/chassis';

const settings = { ...serviceSettings, ...storeSettings, DIRECTORY_URL: url('http://127.0.0.1:3002', 'http://', 'https://') } as const;

export type DealerReturnsConfig = ConfigOf<typeof settings>;

export const dealerReturnsConfig = (): DealerReturnsConfig => readConfig(settings);
