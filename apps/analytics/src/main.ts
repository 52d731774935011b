import { boot, startStoreService } from '@aftercare/chassis';
import { documentRules } from '@aftercare/documents';
import { api } from './api';
import { analyticsConfig } from './config';
import { analyticsRules } from './rules';

boot(() => startStoreService(api.module, { service: api.service, title: api.title, config: analyticsConfig(), rules: { ...documentRules, ...analyticsRules } }));
