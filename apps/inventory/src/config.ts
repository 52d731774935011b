import { readConfig, serviceSettings, storeSettings, type ConfigOf } from '@aftercare/chassis';

const settings = { ...serviceSettings, ...storeSettings } as const;

export type InventoryConfig = ConfigOf<typeof settings>;

export const inventoryConfig = (): InventoryConfig => readConfig(settings);
