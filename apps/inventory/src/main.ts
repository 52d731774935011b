import { boot, startStoreService } from '@aftercare/chassis';
import { documentRules } from '@aftercare/documents';
import { importRules } from '@aftercare/imports';
import { tableRules } from '@aftercare/tables';
import { api } from './api';
import { inventoryConfig } from './config';
import { inventoryRules } from './domain/rules';
import { mappings } from './persistence/mappings';

boot(() => {
  const config = inventoryConfig();
  return startStoreService(api.module.trusting(config.CARRIER_SECRETS ?? new Map(), config.DIRECTORY_URL), { service: api.service, title: api.title, config, rules: { ...tableRules, ...documentRules, ...importRules, ...inventoryRules }, mappings });
});
