import { boot, startStoreService } from '@aftercare/chassis';
import { importRules } from '@aftercare/imports';
import { tableRules } from '@aftercare/tables';
import { api } from './api';
import { inventoryConfig } from './config';
import { inventoryRules } from './domain/rules';
import { mappings } from './persistence/mappings';

boot(() => startStoreService(api.module, { service: api.service, title: api.title, config: inventoryConfig(), rules: { ...tableRules, ...importRules, ...inventoryRules }, mappings }));
