import { boot, startStoreService } from '@aftercare/chassis';
import { documentRules } from '@aftercare/documents';
import { importRules } from '@aftercare/imports';
import { tableRules } from '@aftercare/tables';
import { api } from './api';
import { directoryConfig } from './config';
import { directoryRules } from './domain/rules';
import { mappings } from './persistence/mappings';

boot(async () => startStoreService(api.module, { service: api.service, title: api.title, config: directoryConfig(), rules: { ...tableRules, ...importRules, ...documentRules, ...directoryRules }, mappings }));
