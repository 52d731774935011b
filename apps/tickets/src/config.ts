import { readConfig, serviceSettings, storeSettings, url, type ConfigOf } from '@aftercare/chassis';

const settings = { ...serviceSettings, ...storeSettings, DIRECTORY_URL: url('http://127.0.0.1:3002', 'http://', 'https://') } as const;

export type TicketsConfig = ConfigOf<typeof settings>;

export const ticketsConfig = (): TicketsConfig => readConfig(settings);
