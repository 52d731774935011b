import { boot, startStoreService } from '@aftercare/chassis';
import { documentRules } from '@aftercare/documents';
import { importRules } from '@aftercare/imports';
import { tableRules } from '@aftercare/tables';
import { api } from './api';
import { ticketsConfig } from './config';
import { ticketRules } from './domain/rules';
import { mappings } from './persistence/mappings';

boot(async () => {
  const config = ticketsConfig();
  return startStoreService(api.module.asking(config.DIRECTORY_URL), { service: api.service, title: api.title, config, rules: { ...tableRules, ...importRules, ...documentRules, ...ticketRules }, mappings });
});
